import { Decimal, isRowObject, type RowObject, type RowValue } from "../../items/row";
import type { Decided } from "./evaluation";

/**
 * Whether a value is a map for CEL, too. CEL tells types by the member `constructor`, so that a map with a member of this
 * name is none.
 */
export function isMap(value: Decided): value is RowObject {
  if (typeof value !== "object" || value === null) return false;
  return isOrdinary(value) || (isRowObject(value) && !Object.hasOwn(value, "constructor"));
}

/** Whether all members that an object inherits are those of every object. */
export function isOrdinary(value: object): value is RowObject {
  return value.constructor === Object && Object.getPrototypeOf(value) === Object.prototype;
}

const classes: ReadonlySet<unknown> = new Set([Array, Set, Date, Uint8Array, Buffer, Decimal]);

/** Whether CEL knows a value's own type, whatever is in it. */
export function hasType(value: unknown): value is Exclude<RowValue, undefined> {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return true;
    case "object":
      return value === null || classes.has(value.constructor) || isMap(value as RowValue);
    default:
      return false;
  }
}

/** Whether CEL knows a value's type with the types in it. Like CEL, it looks at the first member of a list, set or map. */
export function hasDeepType(value: unknown): value is Exclude<RowValue, undefined> {
  if (typeof value !== "object" || value === null) return hasType(value);
  if (!hasType(value)) return false;
  if (Array.isArray(value)) return value[0] === undefined || hasDeepType(value[0]);
  if (value instanceof Set) return value.size === 0 || hasDeepType(value.values().next().value);
  if (!isRowObject(value)) return true;
  // Object.keys would list all members to find the first.
  for (const name in value) return !Object.hasOwn(value, name) || hasDeepType(value[name]);
  return true;
}

/** Numbers below 2^53, and fractions: for others, the `int` that CEL has is not the JavaScript number. */
export function isExact(number: number): boolean {
  return (number <= maxSafe && number >= -maxSafe) || !Number.isInteger(number);
}

const maxSafe = Number.MAX_SAFE_INTEGER;

/** Whether a value is a number with which JavaScript calculates as CEL does. */
export function isExactNumber(value: Decided): value is number | bigint {
  return typeof value === "number" ? isExact(value) : typeof value === "bigint";
}
