/** A number whose digits do not fit a JavaScript number, carried as it was written. */
export class Decimal {
  constructor(
    /** Decimal text, such as `3.141592653589793238` or `1E-40`. */
    readonly text: string,
  ) {}

  /** All of its digits, as they came. */
  toString(): string {
    return this.text;
  }
}

/** A record with string keys, as a mapping in a row. */
export interface RowObject {
  readonly [key: string]: RowValue;
}

/**
 * A value that a source can return. Numbers keep every digit: a `number` where that is exact, a `bigint` for
 * larger whole numbers, a {@link Decimal} for the rest.
 */
export type RowValue =
  | undefined
  | null
  | boolean
  | string
  | number
  | bigint
  | Decimal
  | Date
  | Uint8Array
  | ReadonlySet<string | number | bigint | Decimal | Uint8Array>
  | readonly RowValue[]
  | RowObject;

/** One record of a source. */
export type Row = RowObject;

/** Whether a value is a mapping, and not one of the classes that also are objects. */
export function isRowObject(value: RowValue): value is RowObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(
      value instanceof Date ||
      value instanceof Uint8Array ||
      value instanceof Set ||
      value instanceof Decimal
    )
  );
}

/** The field's word for a value's type, for messages. */
export function typeName(value: RowValue): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint" || value instanceof Decimal) return "number";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "list";
  if (value instanceof Date) return "date";
  if (value instanceof Uint8Array) return "binary";
  return value instanceof Set ? "set" : "map";
}
