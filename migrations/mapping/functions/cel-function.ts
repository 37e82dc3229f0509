import { isWellFormed } from "../../items/attribute-text";
import { shown, ValueError } from "../../items/rejection";
import { Decimal, type RowValue, typeName } from "../../items/row";

/** A function that expressions can call, beside those of CEL itself. Pure: it sees its arguments only. */
export interface CelFunction {
  readonly name: string;
  /** Names of the arguments in messages; the last `optional` ones can be omitted. */
  readonly takes: readonly string[];
  /** Number of arguments at the end that can be omitted. @default 0 */
  readonly optional?: number;
  /** Its value; not called where the first argument is null, of which every function gives null. @throws Error with what was expected */
  readonly call: (...values: RowValue[]) => RowValue;
}

/** @throws Error saying what a function takes and what came */
export function refuse(what: string, value: RowValue): never {
  const message = `${what}, got ${typeName(value)}`;
  throw new ValueError(`${message} ${shown(value)}`, message);
}

/** Whether an argument is a number, in any of the forms that rows have. */
export function isNumber(value: RowValue): value is number | bigint | Decimal {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Decimal;
}

/** The text of an argument. @throws Error where it is none */
export function textOf(name: string, value: RowValue): string {
  return typeof value === "string" ? value : refuse(`${name}() takes text`, value);
}

/** The bytes of an argument; text as UTF-8. @throws Error where it is neither text nor binary */
export function bytesOf(name: string, value: RowValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "string") return refuse(`${name}() takes text or binary`, value);
  // UTF-8 has no form for half a surrogate pair: all halves would have the same bytes.
  if (!isWellFormed(value)) throw new Error(`${name}() takes text without half surrogate pairs`);
  return Buffer.from(value, "utf8");
}

/** The members of an argument that is a list or a set. @throws Error where it is neither */
export function listOf(name: string, value: RowValue): readonly RowValue[] {
  if (value instanceof Set) return [...(value as ReadonlySet<RowValue>)];
  return Array.isArray(value) ? (value as readonly RowValue[]) : refuse(`${name}() takes a list`, value);
}
