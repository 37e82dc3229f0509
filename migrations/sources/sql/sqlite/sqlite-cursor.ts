import type { SqliteValue } from "./sqlite-connection";

/** A value and its type: `["i", "42"]`. */
type Tagged = readonly ["i" | "r" | "t" | "b", string];

/**
 * The values of a row's key as one text, exact. `undefined` if the rows after them cannot be selected:
 * nothing is larger than null, and the driver does not accept infinity.
 */
export function sqliteCursor(values: readonly SqliteValue[]): string | undefined {
  const tagged = values.map(tag);
  return tagged.includes(undefined) || tagged.length === 0 ? undefined : JSON.stringify(tagged);
}

/** Whether {@link sqliteCursor} makes a text of the values of a row from an index on. */
export function hasCursor(row: readonly SqliteValue[], from: number): boolean {
  for (let index = from; index < row.length; index++) {
    const value = row[index];
    if (value === null || value === Infinity || value === -Infinity) return false;
  }
  return row.length > from;
}

/** Undoes {@link sqliteCursor}. */
export function valuesOfCursor(cursor: string): SqliteValue[] {
  return (JSON.parse(cursor) as Tagged[]).map(([type, text]) => {
    if (type === "i") return BigInt(text);
    if (type === "r") return Number(text);
    return type === "t" ? text : new Uint8Array(Buffer.from(text, "base64"));
  });
}

function tag(value: SqliteValue): Tagged | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return ["t", value];
  if (value instanceof Uint8Array) return ["b", Buffer.from(value).toString("base64")];
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return ["i", String(value)];
  return Number.isFinite(value) ? ["r", String(value)] : undefined;
}
