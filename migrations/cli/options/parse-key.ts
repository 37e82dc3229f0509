import { UsageError } from "../../errors";
import type { NewTable } from "../../dynamodb/control/new-table";

/** Reads the key of a new table: `id`, or `id,at:N` with its types (S without one). @throws UsageError */
export function parseKey(text: string): NewTable["key"] {
  const parts = text.split(",").map((part) => /^([^:]+)(?::([SNB]))?$/.exec(part.trim()));
  const fields = parts.map((found) => {
    const [, name = "", type = "S"] = found ?? [];
    return { name, type: type as "S" | "N" | "B" };
  });
  const names = new Set(fields.map(({ name }) => name));
  if (fields.length <= 2 && names.size === fields.length && !names.has("")) return fields;
  throw new UsageError(
    "key-invalid",
    `--key must be one or two attributes such as id or id,at:N, got "${text}"`,
  );
}
