import { describe, expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import {
  checkKeys,
  keyForPeople,
  keyRules,
  keyText,
  type TableKeys,
} from "../../../migrations/items/key-check";
import type { RejectedError } from "../../../migrations/items/rejection";

const table: TableKeys = {
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "N" },
  indexes: [
    {
      name: "ByMail",
      partitionKey: { name: "mail", type: "S" },
      sortKey: { name: "bin", type: "B" },
    },
  ],
};
const good: Item = { pk: { S: "a" }, sk: { N: "1" } };
const rules = keyRules(table);

/** The rejection that an item meets. */
function rejectionOf(item: Item): unknown {
  try {
    checkKeys(item, rules);
    return undefined;
  } catch (error) {
    return (error as RejectedError).rejection;
  }
}

describe("keyRules", () => {
  it("are the table's keys, then the indexes'", () => {
    expect(rules).toEqual([
      { name: "pk", type: "S", role: "partition key" },
      { name: "sk", type: "N", role: "sort key" },
      { name: "mail", type: "S", role: "partition key", index: "ByMail" },
      { name: "bin", type: "B", role: "sort key", index: "ByMail" },
    ]);
  });
});

describe("an index of several key attributes", () => {
  const several = keyRules({
    partitionKey: { name: "pk", type: "S" },
    indexes: [
      {
        name: "ByRegion",
        partitionKey: { name: "tenant", type: "S" },
        sortKey: { name: "status", type: "S" },
        partitionKeys: [
          { name: "tenant", type: "S" },
          { name: "region", type: "S" },
        ],
        sortKeys: [
          { name: "status", type: "S" },
          { name: "at", type: "N" },
        ],
      },
    ],
  });

  it("has a rule for each of them", () => {
    expect(several.slice(1)).toEqual([
      { name: "tenant", type: "S", role: "partition key", index: "ByRegion" },
      { name: "region", type: "S", role: "partition key", index: "ByRegion" },
      { name: "status", type: "S", role: "sort key", index: "ByRegion" },
      { name: "at", type: "N", role: "sort key", index: "ByRegion" },
    ]);
  });

  it("rejects an item whose second attribute has another type", () => {
    expect(() => checkKeys({ pk: { S: "a" }, region: { N: "1" } }, several)).toThrow(
      'region, the partition key of ByRegion, must be a string (S), got N "1"',
    );
  });
});

describe("checkKeys", () => {
  it.each<[string, Item]>([
    ["an item without index keys", {}],
    ["a partition key of 2,048 bytes", { pk: { S: "é".repeat(1024) } }],
    ["an index sort key of 1,024 bytes", { bin: { B: new Uint8Array(1024) } }],
    ["zero as a key", { sk: { N: "0" } }],
  ])("takes %s", (_what, attributes) => {
    expect(rejectionOf({ ...good, ...attributes })).toBeUndefined();
  });

  it("rejects an item without its partition key", () => {
    expect(rejectionOf({ sk: { N: "1" } })).toEqual({
      code: "missing-key",
      message: "pk, the partition key, is missing",
    });
  });

  it.each<[string, Item, string, string]>([
    [
      "a sort key of another type",
      { sk: { S: "1" } },
      "wrong-key-type",
      'sk, the sort key, must be a number (N), got S "1"; convert it in item',
    ],
    [
      "a key that is null",
      { pk: { NULL: true } },
      "wrong-key-type",
      "pk, the partition key, must be a string (S), got NULL; convert it in item",
    ],
    ["an empty key", { pk: { S: "" } }, "empty-key", "pk, the partition key, must not be empty"],
    [
      "a partition key that is too long",
      { pk: { S: "x".repeat(2049) } },
      "key-too-long",
      "pk, the partition key, may have 2048 bytes, got 2049",
    ],
    [
      "an index key of another type",
      { mail: { BOOL: false } },
      "wrong-index-key-type",
      "mail, the partition key of ByMail, must be a string (S), got BOOL false; convert it in item, or omit it",
    ],
    [
      "an empty index key",
      { bin: { B: new Uint8Array() } },
      "empty-index-key",
      "bin, the sort key of ByMail, must not be empty; omit it",
    ],
    [
      "an index sort key that is too long",
      { bin: { B: new Uint8Array(1025) } },
      "index-key-too-long",
      "bin, the sort key of ByMail, may have 1024 bytes, got 1025",
    ],
  ])("rejects %s", (_what, attributes, code, message) => {
    expect(rejectionOf({ ...good, ...attributes })).toEqual({ code, message });
  });
});

describe("keyText", () => {
  const key = (pk: Item[string], sk: Item[string]) => keyText({ pk, sk }, ["pk", "sk"]);

  it("is the same for every spelling of a number", () => {
    expect(key({ S: "a" }, { N: "1.0" })).toBe(key({ S: "a" }, { N: "01" }));
  });

  it.each<[string, [Item[string], Item[string]], [Item[string], Item[string]]]>([
    ["values that run together", [{ S: "a" }, { S: "bc" }], [{ S: "ab" }, { S: "c" }]],
    ["a string and a number", [{ S: "1" }, { S: "x" }], [{ N: "1" }, { S: "x" }]],
    ["a string and the same text as bytes", [{ S: "QQ==" }, { S: "" }], [{ B: Buffer.from("A") }, { S: "" }]],
    ["composed and decomposed letters", [{ S: "é" }, { S: "" }], [{ S: "e\u0301" }, { S: "" }]],
  ])("tells %s apart", (_what, one, other) => {
    expect(key(...one)).not.toBe(key(...other));
  });
});

describe("keyForPeople", () => {
  it("shows numbers as they are and binary as base64", () => {
    const item: Item = { a: { S: "x" }, b: { N: "1.0" }, c: { B: Buffer.from("A") } };
    expect(keyForPeople(item, ["a", "b", "c"])).toEqual({ a: "x", b: "1.0", c: "QQ==" });
  });
});
