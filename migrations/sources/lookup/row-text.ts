import { Decimal, type RowObject, type RowValue } from "../../items/row";

/** The key of a tagged value; no row of a file has a member that is only this. */
const tag = "\u0000";

type Tagged = { readonly [tag]: string; readonly text: string };

/** A row as text from which {@link parseRow} makes the same row, with every type and digit. */
export function rowText(row: RowValue): string {
  return JSON.stringify(encoded(row));
}

/** Reads the text of {@link rowText}. */
export function parseRow(text: string): RowValue {
  return decoded(JSON.parse(text) as unknown);
}

function encoded(value: RowValue): unknown {
  if (typeof value === "bigint") return { [tag]: "bigint", text: String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Decimal) return { [tag]: "decimal", text: value.text };
  if (value instanceof Date) return { [tag]: "date", text: value.toISOString() };
  if (value instanceof Uint8Array) return { [tag]: "bytes", text: Buffer.from(value).toString("base64") };
  if (value instanceof Set) return { [tag]: "set", text: rowText([...value] as RowValue[]) };
  if (Array.isArray(value)) return (value as readonly RowValue[]).map(encoded);
  return Object.fromEntries(
    Object.entries(value as RowObject).map(([name, member]) => [name, encoded(member)]),
  );
}

function decoded(value: unknown): RowValue {
  if (typeof value !== "object" || value === null) return value as RowValue;
  if (Array.isArray(value)) return value.map(decoded);
  if (Object.hasOwn(value, tag)) return untagged(value as Tagged);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decoded(member)]));
}

function untagged({ [tag]: kind, text }: Tagged): RowValue {
  switch (kind) {
    case "bigint":
      return BigInt(text);
    case "decimal":
      return new Decimal(text);
    case "date":
      return new Date(text);
    case "bytes":
      return new Uint8Array(Buffer.from(text, "base64"));
    default:
      return new Set(parseRow(text) as readonly string[]);
  }
}
