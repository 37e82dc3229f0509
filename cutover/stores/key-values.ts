import { CutoverError } from "../errors";
import { keyText, type RecordKey } from "../record-key";

/** The values of a record's key, one for each of its columns. @throws CutoverError if their number differs */
export function keyValues(key: RecordKey, columns: readonly string[]): readonly (string | number | bigint)[] {
  const values = typeof key === "object" ? key : [key];
  if (values.length === columns.length) return values;
  throw new CutoverError(
    `a key has ${columns.length} values (${columns.join(", ")}), got ${keyText(key)}`,
    false,
  );
}
