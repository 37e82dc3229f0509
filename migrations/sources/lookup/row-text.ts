import { Decimal, type RowObject, type RowValue } from "../../items/row";

/** The key of a tagged value. */
const tag = "\u0000";
/** The first character of a text that has tagged values; JSON has none that starts so. */
const mark = "T";

type Tagged = { readonly [tag]: string; readonly text: string };

/** A row as text from which {@link parseRow} makes the same row, with every type and digit. */
export function rowText(row: RowValue): string {
  return isPlain(row) ? JSON.stringify(row) : mark + JSON.stringify(encoded(row));
}

/** Reads the text of {@link rowText}. */
export function parseRow(text: string): RowValue {
  return text.startsWith(mark)
    ? decoded(JSON.parse(text.slice(mark.length)))
    : (JSON.parse(text) as RowValue);
}

/** Whether JSON keeps the row as it is; most rows have only text and numbers, and this is faster. */
function isPlain(row: RowValue): boolean {
  if (typeof row !== "object" || row === null) return false;
  const prototype: unknown = Object.getPrototypeOf(row);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const members = row as RowObject;
  for (const name in members) if (name === tag || !isPlainMember(members[name])) return false;
  return true;
}

function isPlainMember(value: RowValue): boolean {
  return (
    typeof value === "string" ||
    value === null ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}

function encoded(value: RowValue): unknown {
  if (value === undefined) return { [tag]: "undefined", text: "" };
  if (typeof value === "bigint") return { [tag]: "bigint", text: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return { [tag]: "number", text: String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Decimal) return { [tag]: "decimal", text: value.text };
  if (value instanceof Date) return { [tag]: "date", text: value.toISOString() };
  if (value instanceof Uint8Array) return { [tag]: "bytes", text: Buffer.from(value).toString("base64") };
  if (value instanceof Set) return { [tag]: "set", text: rowText([...value] as RowValue[]) };
  if (Array.isArray(value)) return (value as readonly RowValue[]).map(encoded);
  const members = Object.entries(value as RowObject).map(
    ([name, member]) => [name, encoded(member)] as const,
  );
  // A map with such a key would be taken for a tagged value.
  if (Object.hasOwn(value, tag)) return { [tag]: "map", text: JSON.stringify(members) };
  return Object.fromEntries(members);
}

function decoded(value: unknown): RowValue {
  if (typeof value !== "object" || value === null) return value as RowValue;
  if (Array.isArray(value)) return value.map(decoded);
  if (Object.hasOwn(value, tag)) return untagged(value as Tagged);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decoded(member)]));
}

function untagged({ [tag]: kind, text }: Tagged): RowValue {
  switch (kind) {
    case "undefined":
      return undefined;
    case "bigint":
      return BigInt(text);
    case "number":
      return Number(text);
    case "decimal":
      return new Decimal(text);
    case "date":
      return new Date(text);
    case "bytes":
      return new Uint8Array(Buffer.from(text, "base64"));
    case "map":
      return Object.fromEntries(
        (JSON.parse(text) as [string, unknown][]).map(([name, member]) => [name, decoded(member)]),
      );
    default:
      return new Set(parseRow(text) as readonly string[]);
  }
}
