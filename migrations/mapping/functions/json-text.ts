import { plainNumber } from "../../items/number-text";
import { Decimal, isRowObject, type RowValue, typeName } from "../../items/row";

/** A value as JSON, with every digit of its numbers; a date is text. @throws Error for what JSON has no form of */
export function jsonText(value: RowValue): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return plainNumber(String(value));
  if (typeof value === "bigint") return String(value);
  if (value instanceof Decimal) return value.text;
  if (Array.isArray(value)) return `[${(value as readonly RowValue[]).map(jsonText).join(",")}]`;
  if (isRowObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`).join(",")}}`;
  }
  if (typeof value === "string" || typeof value === "boolean" || value instanceof Date)
    return JSON.stringify(value);
  throw new Error(`toJson() has no form for a ${typeName(value)}`);
}
