import { exactNumber } from "../../items/exact-number";
import { canonicalNumber } from "../../items/number-text";
import { setOwn } from "../../items/map-members";
import { Decimal, isRowObject, type RowValue } from "../../items/row";

type Decode = (value: RowValue) => RowValue;

/** The types of MongoDB's Extended JSON, version 2, by the name that a value has: https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/ */
const types: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["$oid", text],
  ["$symbol", text],
  ["$uuid", text],
  ["$code", text],
  ["$numberInt", number],
  ["$numberLong", number],
  ["$numberDouble", number],
  ["$numberDecimal", number],
  ["$date", date],
  ["$binary", binary],
  ["$undefined", () => null],
  ["$regularExpression", members],
  ["$timestamp", members],
]);

/**
 * A value with the types that its Extended JSON names: object ids, symbols and UUIDs become text, dates ISO 8601 text in
 * UTC, numbers keep every digit. @throws Error for a value that is not one of the type, or a key such as `$minKey`
 */
export function decodeExtendedJson(value: RowValue): RowValue {
  if (Array.isArray(value)) return (value as readonly RowValue[]).map(decodeExtendedJson);
  if (!isRowObject(value)) return value;
  const names = Object.keys(value);
  const [name = ""] = names;
  if (!name.startsWith("$")) return members(value);
  const isOldBinary = names.length === 2 && name === "$binary" && names[1] === "$type";
  const decode = types.get(name);
  if (decode && names.length === 1) return decode(value[name]);
  if (isOldBinary) return binary({ base64: value["$binary"] });
  if (name === "$ref" || (decode === undefined && !name.startsWith("$m"))) return members(value);
  throw new Error(`${JSON.stringify(name)} has no attribute type`);
}

function members(value: RowValue): RowValue {
  if (!isRowObject(value)) throw new Error("a map is expected");
  const decoded: Record<string, RowValue> = {};
  for (const [name, member] of Object.entries(value)) setOwn(decoded, name, decodeExtendedJson(member));
  return decoded;
}

function text(value: RowValue): string {
  if (typeof value === "string") return value;
  throw new Error("text is expected");
}

function number(value: RowValue): number | bigint | Decimal {
  const written = String(value instanceof Decimal || typeof value !== "object" ? value : "");
  if (canonicalNumber(written) !== undefined) return exactNumber(written);
  throw new Error(`${JSON.stringify(written)} is not a number that DynamoDB can store`);
}

/** ISO 8601 text, or milliseconds since 1970. */
function date(value: RowValue): string {
  const milliseconds = typeof value === "string" ? Date.parse(value) : Number(String(number(inner(value))));
  const moment = new Date(milliseconds);
  if (Number.isNaN(moment.getTime())) throw new Error("a date is expected");
  return moment.toISOString();
}

function inner(value: RowValue): RowValue {
  return isRowObject(value) ? value["$numberLong"] : value;
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function binary(value: RowValue): Uint8Array {
  const written = isRowObject(value) ? value["base64"] : undefined;
  if (typeof written === "string" && base64.test(written))
    return new Uint8Array(Buffer.from(written, "base64"));
  throw new Error("binary in base64 is expected");
}
