import { plainNumber } from "../items/number-text";
import { isRowObject, type RowValue } from "../items/row";

/** A value in CEL's own types: whole numbers are `int`, others `double`. */
export function toCel(value: RowValue): unknown {
  // BigInt(1e23) is 99999999999999991611392; what the source wrote is in the digits that JavaScript prints.
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(plainNumber(String(value))) : value;
  if (Array.isArray(value)) return (value as readonly RowValue[]).map(toCel);
  if (value instanceof Set) return new Set([...(value as ReadonlySet<RowValue>)].map(toCel));
  if (!isRowObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toCel(member)]));
}

/** A row's value as CEL's own evaluation gives it: whole numbers are `bigint`. */
export function inCelTypes(value: RowValue): RowValue {
  return fromCel(toCel(value));
}

/** Undoes {@link toCel}. @throws Error for what no attribute can hold, such as a duration */
export function fromCel(value: unknown): RowValue {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, member]) => [String(name), fromCel(member)]));
  if (Array.isArray(value)) return value.map(fromCel);
  if (!isRowObject(value as RowValue)) return value as RowValue;
  const { constructor } = Object.getPrototypeOf(value) as { constructor: { name: string } };
  if (constructor === Object)
    return Object.fromEntries(
      Object.entries(value as object).map(([name, member]) => [name, fromCel(member)]),
    );
  // CEL's other classes, such as `duration` and `type`, keep what they hold to themselves.
  const plain = (value as object).valueOf();
  if (typeof plain === "bigint") return plain;
  throw new Error(
    `gives a ${constructor.name}, which no attribute can hold; convert it with string() or int()`,
  );
}
