import { plainNumber } from "../../items/number-text";
import { shown, ValueError } from "../../items/rejection";
import { isRowObject, type RowValue } from "../../items/row";
import { type CelFunction, isNumber, refuse } from "./cel-function";

/** Translates codes: `enum(row.status, {"1": "active", "2": "closed"})`. */
export const choiceFunctions: readonly CelFunction[] = [
  { name: "enum", takes: ["value", "map", "other"], optional: 1, call: translate },
];

/** @param others at most one value: that of codes which the map lacks */
function translate(value: RowValue, map: RowValue, ...others: RowValue[]): RowValue {
  if (!isRowObject(map)) return refuse('enum() takes a map such as {"1": "active"}', map);
  const code = codeOf(value);
  if (Object.hasOwn(map, code)) return map[code];
  if (others.length > 0) return others[0];
  const known = Object.keys(map).map((one) => JSON.stringify(one));
  const message = `enum() has no entry for the value; it has ${known.join(", ") || "none"}`;
  throw new ValueError(message.replace("the value", shown(code)), message);
}

function codeOf(value: RowValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return isNumber(value)
    ? plainNumber(String(value))
    : refuse("enum() takes text, a number or a boolean", value);
}
