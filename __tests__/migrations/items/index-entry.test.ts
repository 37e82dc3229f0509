import { describe, expect, it } from "vitest";
import { indexEntryBytes, type IndexProjection } from "../../../migrations/items/index-entry";
import type { Item } from "../../../migrations/items/item";
import { itemBytes } from "../../../migrations/items/item-size";

const item: Item = { id: { S: "a" }, board: { S: "bb" }, at: { N: "1" }, body: { S: "x".repeat(100) } };
const index: IndexProjection = {
  partitionKey: { name: "board" },
  sortKey: { name: "at" },
  projection: "ALL",
};

/** Bytes of the item's copy in an index that differs from the one above. */
function entryBytes(changes: Partial<IndexProjection>, of = item): number | undefined {
  return indexEntryBytes(of, itemBytes(of), { ...index, ...changes }, ["id"]);
}

describe("indexEntryBytes", () => {
  it.each<[string, Partial<IndexProjection>, number]>([
    ["the whole item where everything is copied", { projection: "ALL" }, itemBytes(item)],
    ["the index's and the table's keys where only keys are copied", { projection: "KEYS_ONLY" }, 14],
    [
      "the keys and the named attributes where some are copied",
      { projection: "INCLUDE", nonKeyAttributes: ["body", "gone"] },
      118,
    ],
    ["the keys where none is named", { projection: "INCLUDE", nonKeyAttributes: null }, 14],
    ["the partition key alone without a sort key", { sortKey: null, projection: "KEYS_ONLY" }, 10],
    [
      "every attribute of a key that has several",
      {
        partitionKeys: [{ name: "board" }, { name: "body" }],
        sortKeys: [{ name: "at" }],
        projection: "KEYS_ONLY",
      },
      118,
    ],
  ])("counts %s", (_what, changes, bytes) => {
    expect(entryBytes(changes)).toBe(bytes);
  });

  it.each(["board", "at"])("is nothing for an item without the index's key %s", (name) => {
    const sparse = Object.fromEntries(Object.entries(item).filter(([attribute]) => attribute !== name));
    expect(entryBytes({}, sparse)).toBeUndefined();
  });
});

it("an item that lacks one of several key attributes is not in the index", () => {
  const keys = { partitionKeys: [{ name: "board" }, { name: "region" }], sortKeys: [] };
  expect(entryBytes(keys)).toBeUndefined();
  expect(entryBytes({ ...keys, sortKey: null, partitionKeys: [{ name: "board" }] })).toBe(itemBytes(item));
});
