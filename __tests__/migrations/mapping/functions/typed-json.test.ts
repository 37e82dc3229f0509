import { describe, expect, it } from "vitest";
import { parseExactJson } from "../../../../migrations/items/exact-json";
import type { Item } from "../../../../migrations/items/item";
import { itemText } from "../../../../migrations/items/item-text";
import { marshal } from "../../../../migrations/items/marshal";
import type { RowObject } from "../../../../migrations/items/row";
import { decodeTypedJson } from "../../../../migrations/mapping/functions/typed-json";

const item: Item = {
  text: { S: "é" },
  number: { N: "12345678901234567890.123456789012345678" },
  bytes: { B: new Uint8Array([0, 255]) },
  yes: { BOOL: false },
  nothing: { NULL: true },
  list: { L: [{ S: "a" }, { L: [] }] },
  map: { M: { S: { S: "a name that is a type" }, inner: { M: {} } } },
  texts: { SS: ["a", "b"] },
  numbers: { NS: ["1", "9007199254740993"] },
  binaries: { BS: [new Uint8Array([1])] },
};

describe("decodeTypedJson", () => {
  it("gives the item with every type and every digit", () => {
    const decoded = decodeTypedJson(parseExactJson(itemText(item)));
    expect(itemText(marshal(decoded as RowObject))).toBe(itemText(item));
  });

  it("keeps names of an object's own members", () => {
    const decoded = decodeTypedJson(parseExactJson('{"__proto__":{"S":"a"},"constructor":{"N":"1"}}'));
    expect(JSON.stringify(decoded)).toBe('{"__proto__":"a","constructor":1}');
  });

  it.each([
    ["[]", 'an item must be a map such as {"id": {"S": "a"}}, got list'],
    ['{"id":"a"}', 'an attribute must be a typed value such as {"S": "a"}, got string "a"'],
    ['{"id":{"S":"a","N":"1"}}', "an attribute must be a typed value"],
    ['{"id":{"X":"a"}}', "an attribute must be a typed value"],
    ['{"id":{}}', "an attribute must be a typed value"],
    ['{"id":{"S":1}}', "S must be text, got number 1"],
    ['{"id":{"N":"x"}}', 'N must be the text of a number, got string "x"'],
    ['{"id":{"B":"?"}}', 'B must be base64, got string "?"'],
    ['{"id":{"BOOL":"true"}}', 'BOOL must be true or false, got string "true"'],
    ['{"id":{"NULL":false}}', "NULL must be true, got boolean false"],
    ['{"id":{"SS":"a"}}', 'SS must be a list, got string "a"'],
    ['{"id":{"M":{"x":1}}}', "an attribute must be a typed value"],
  ])("refuses %s", (json, message) => {
    expect(() => decodeTypedJson(parseExactJson(json))).toThrow(`fromDynamoJson(): ${message}`);
  });
});
