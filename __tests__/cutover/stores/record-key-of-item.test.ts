import { describe, expect, it } from "vitest";
import type { MigrationMapping } from "../../../cutover/stores/migration-mapping";
import type { Item } from "../../../migrations/items/item";
import { type Entities, load, problems, user } from "./shop-mapping";

describe("the record of an item", () => {
  const keyed = (PK: string, SK: string, more: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries({ PK, SK, ...more }).map(([name, S]) => [name, { S }]));

  it("is found by the text of its key", async () => {
    const { recordKeyOf } = bound(await load(problems, { key: ["platform", "number"] }));
    expect(recordKeyOf(keyed("PROB#boj#1000", "META"))).toEqual(["boj", "1000"]);
    expect(recordKeyOf(keyed("PROB#boj#1000", "TC#0001"))).toEqual(["boj", "1000"]);
  });

  it("is unknown if the text of its key can be divided in two ways", async () => {
    const { recordKeyOf } = bound(await load(problems, { key: ["platform", "number"] }));
    expect(recordKeyOf(keyed("PROB#boj#a#1000", "META"))).toBeUndefined();
  });

  it("is found by attributes that hold the key", async () => {
    const item = { ...user["users"], item: { PK: "${lower(row.id)}", SK: "META", id: "${row.id}" } };
    const { recordKeyOf } = bound(await load({ users: item } as Entities));
    expect(recordKeyOf(keyed("ann", "META", { id: "Ann" }))).toBe("Ann");
  });

  it("is unknown if the item is not where the record's items are", async () => {
    const { recordKeyOf } = bound(await load(user));
    expect(recordKeyOf(keyed("USR#7", "OTHER", { id: "7" }))).toBeUndefined();
    expect(recordKeyOf(keyed("USR#7", "META", { id: "8" }))).toBeUndefined();
  });

  it("is found in a table with a number as its key, and in rows that are items themselves", async () => {
    const hits = { from: { query: "SELECT 1", key: "id" }, to: "counts", item: { id: "${row.id}" } };
    expect(bound(await load({ hits })).recordKeyOf({ id: { N: "12" } })).toBe("12");
    const posts = bound(await load({ posts: { from: { table: "posts" }, to: "posts" } }, { key: "postId" }));
    expect(posts.recordKeyOf({ postId: { S: "p" }, threadId: { S: "t" } })).toBe("p");
  });

  it("is of another entity if its key has that one's text", async () => {
    const tags = { from: { table: "tags" }, to: "main", item: { PK: "TAG#${row.id}", SK: "META" } };
    const { recordKeyOf, isForeign } = bound(await load({ ...user, tags }));
    const tag = keyed("TAG#7", "META");
    expect([recordKeyOf(tag), isForeign(tag)]).toEqual([undefined, true]);
    expect(isForeign(keyed("OTHER#7", "META"))).toBe(false);
  });

  it("is unknown if items of another entity can have the same key", async () => {
    const old = { ...user["users"], sharesKeysWith: ["users"] } as Entities[string];
    const { recordKeyOf, isForeign } = bound(await load({ ...user, old }));
    const item = keyed("USR#7", "META", { id: "7" });
    expect([recordKeyOf(item), isForeign(item)]).toEqual([undefined, false]);
  });

  function bound(mapping: MigrationMapping) {
    return {
      recordKeyOf: (item: Item) => mapping.recordKeyOf(item),
      isForeign: (item: Item) => mapping.isForeign(item),
    };
  }
});
