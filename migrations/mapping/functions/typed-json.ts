import { exactNumber } from "../../items/exact-number";
import { mapMembers } from "../../items/map-members";
import { canonicalNumber } from "../../items/number-text";
import { isRowObject, type RowValue } from "../../items/row";
import { isNumber, refuse } from "./cel-function";

type Decode = (content: RowValue) => RowValue;

/** By the type that a value names: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["S", text],
  ["N", number],
  ["B", binary],
  ["BOOL", (content) => (typeof content === "boolean" ? content : wrong("BOOL", "true or false", content))],
  ["NULL", (content) => (content === true ? null : wrong("NULL", "true", content))],
  ["L", (content) => membersOf("L", content).map(attributeOf)],
  ["M", decodeTypedJson],
  ["SS", (content) => new Set(membersOf("SS", content).map(text))],
  ["NS", (content) => new Set(membersOf("NS", content).map(number))],
  ["BS", (content) => new Set(membersOf("BS", content).map(binary))],
]);

/**
 * An item in DynamoDB's JSON, `{ "id": { "S": "a" } }`, as a map of plain values, with every type and every digit.
 * @throws Error for what is not an item
 */
export function decodeTypedJson(value: RowValue): RowValue {
  if (!isRowObject(value)) return wrong("an item", 'a map such as {"id": {"S": "a"}}', value);
  return mapMembers(value, attributeOf);
}

function attributeOf(value: RowValue): RowValue {
  const [member, other] = isRowObject(value) ? Object.entries(value) : [];
  const decode = member && !other ? decoders.get(member[0]) : undefined;
  return member && decode
    ? decode(member[1])
    : wrong("an attribute", 'a typed value such as {"S": "a"}', value);
}

function text(content: RowValue): string {
  return typeof content === "string" ? content : wrong("S", "text", content);
}

function number(content: RowValue): ReturnType<typeof exactNumber> {
  if (isNumber(content)) return content;
  const isText = typeof content === "string" && canonicalNumber(content) !== undefined;
  return isText ? exactNumber(content) : wrong("N", "the text of a number", content);
}

function binary(content: RowValue): Uint8Array {
  if (content instanceof Uint8Array) return content;
  if (
    typeof content !== "string" ||
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(content)
  )
    return wrong("B", "base64", content);
  return new Uint8Array(Buffer.from(content, "base64"));
}

function membersOf(type: string, content: RowValue): readonly RowValue[] {
  return Array.isArray(content) ? (content as readonly RowValue[]) : wrong(type, "a list", content);
}

function wrong(what: string, expected: string, value: RowValue): never {
  return refuse(`fromDynamoJson(): ${what} must be ${expected}`, value);
}
