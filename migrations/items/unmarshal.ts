import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { exactNumber } from "./exact-number";
import { attributeType, type Item } from "./item";
import type { Row, RowValue } from "./row";

/**
 * Turns an item into a row of plain values, which expressions can read; `marshal` makes the same item of it again,
 * with every type and every digit. @throws Error for what is not an item
 */
export function unmarshal(item: Item): Row {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: AttributeValue): RowValue {
  if (typeof value.S === "string") return value.S;
  if (typeof value.N === "string") return exactNumber(value.N);
  if (typeof value.BOOL === "boolean") return value.BOOL;
  if (value.NULL === true) return null;
  if (value.M !== undefined) return unmarshal(value.M);
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.B !== undefined) return value.B;
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.NS !== undefined) return new Set(value.NS.map(exactNumber));
  if (value.BS !== undefined) return new Set(value.BS);
  throw new Error(`${JSON.stringify(value)} is not a value of the type ${attributeType(value)}`);
}
