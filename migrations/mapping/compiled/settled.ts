import { inCelTypes } from "../cel-values";
import { checkLength } from "../expression-budget";
import { isRowObject, type RowValue } from "../../items/row";

/** From here on JavaScript prints an exponent. */
const maxPlain = 1e21;

/**
 * A value as an item gets it: as the row has it, but whole numbers in plain digits, as CEL's `int` is, not `1e+21`.
 * @throws Error if it is text with more characters than any item could hold
 */
export function settled(value: RowValue): RowValue {
  if (typeof value === "object" || typeof value === "number")
    return hasExponent(value) ? inCelTypes(value) : value;
  return checkLength(value);
}

function hasExponent(value: RowValue): boolean {
  if (typeof value === "number") return (value >= maxPlain || value <= -maxPlain) && Number.isInteger(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value) || value instanceof Set) {
    for (const member of value as Iterable<RowValue>) if (hasExponent(member)) return true;
    return false;
  }
  if (!isRowObject(value)) return false;
  for (const member of Object.values(value)) if (hasExponent(member)) return true;
  return false;
}
