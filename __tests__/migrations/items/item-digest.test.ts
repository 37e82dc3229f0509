import { hash } from "node:crypto";
import { expect, it } from "vitest";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { Item } from "../../../migrations/items/item";
import { isDigestOf, itemDigest } from "../../../migrations/items/item-digest";

const item: Item = { id: { S: "a" }, n: { N: "1.50" } };
const same: Item = { n: { N: "1.5" }, id: { S: "a" } };
const other: Item = { id: { S: "a" }, n: { N: "1.51" } };

it("is the same for the same item, however it is written", () => {
  expect(itemDigest(item)).toBe(itemDigest(same));
  expect([isDigestOf(itemDigest(item), same), isDigestOf(itemDigest(item), other)]).toEqual([true, false]);
});

it("knows the digests that earlier versions journaled", () => {
  const earlier = hash("sha256", canonicalItem(item));
  expect([isDigestOf(earlier, same), isDigestOf(earlier, other)]).toEqual([true, false]);
});
