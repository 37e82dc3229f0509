import { describe, expect, it } from "vitest";
import { MappingError } from "../../../cutover/errors";
import { itemBytes } from "../../../migrations/items/item-size";
import { loadRecordMapping } from "../../../cutover/stores/migration-mapping";
import { type Entities, load, outputs, problems, rowsOfUsers, user } from "./shop-mapping";

describe("the record's key", () => {
  it("is the only column that the items' keys are made of", async () => {
    const mapping = await load(user);
    expect(mapping.keyColumns).toEqual(["id"]);
    expect(mapping.keyOf({ id: 7, name: "Ann" })).toBe(7);
  });

  it("is a list if several columns are given", async () => {
    const mapping = await load(problems, { key: ["platform", "number"] });
    expect(mapping.keyOf({ platform: "boj", number: 1000, title: "A", tests: [] })).toEqual(["boj", 1000]);
  });

  it("must be given if the items' keys are made of several columns", async () => {
    await expect(load(problems)).rejects.toThrow(
      "entity problems: the keys of its items are made of platform, number; pass key",
    );
  });

  it("is the key of a query", async () => {
    const mapping = await load({
      hits: { from: { query: "SELECT 1", key: "id" }, to: "counts", item: { id: "${int(row.id)}" } },
    });
    expect(mapping.keyColumns).toEqual(["id"]);
  });

  it("must be in the row", async () => {
    const mapping = await load(user);
    expect(() => mapping.keyOf({ name: "Ann" })).toThrow(MappingError);
  });
});

describe("an item of a record", () => {
  /** A user whose item has this many bytes, without the epoch. */
  const userOf = (bytes: number) => {
    const rest = itemBytes({ PK: { S: "USR#7" }, SK: { S: "META" }, id: { N: "7" }, nm: { S: "" } });
    return { id: 7, name: "x".repeat(bytes - rest) };
  };
  const limit = 409_589;

  it("may be as large as leaves room for the largest epoch", async () => {
    const mapping = await load(user);
    const [item = {}] = mapping.itemsOf(userOf(limit));
    expect(itemBytes({ ...item, _e: { N: "9007199254740991" } })).toBe(409_600);
  });

  it("is refused one byte later, although DynamoDB has room for it without the epoch", async () => {
    const mapping = await load(user);
    const record = () => mapping.itemsOf(userOf(limit + 1));
    expect(record).toThrow(MappingError);
    expect(record).toThrow(
      "entity users, key 7: one of its items has 409590 bytes; during a cutover an item may have 409589, so that the attribute _e fits into DynamoDB's limit of 409600",
    );
  });
});

describe("the items of a record", () => {
  it("are found by key attributes that are made of the key", async () => {
    const mapping = await load(user);
    expect(mapping.itemKeys("7")).toEqual([{ partitionKey: "USR#7", sortKey: "META" }]);
  });

  it("of a list are found by the start of their sort key", async () => {
    const mapping = await load(problems, { key: ["platform", "number"] });
    expect(mapping.itemKeys(["boj", 1000])).toEqual([
      { partitionKey: "PROB#boj#1000", sortKey: "META" },
      { partitionKey: "PROB#boj#1000", sortKeyPrefix: "TC#" },
    ]);
  });

  it("are the partition if nothing of the sort key is known", async () => {
    const mapping = await load({ posts: { from: { table: "posts" }, to: "posts" } }, { key: "postId" });
    expect(mapping.itemKeys("p-1")).toEqual([{ partitionKey: "p-1" }]);
  });

  it("keep the part of a sort key that comes before the first column that is not of the key", async () => {
    const mapping = await load(
      { logs: { ...rowsOfUsers, item: { PK: "USR#${row.uid}", SK: "LOG#${row.uid}#${row.at}" } } },
      { key: "uid" },
    );
    expect(mapping.itemKeys(3)).toEqual([{ partitionKey: "USR#3", sortKeyPrefix: "LOG#3#" }]);
  });

  it("are refused if the partition key is made of other columns", async () => {
    const usage: Entities = {
      usage: { ...rowsOfUsers, item: { PK: "USR#${row.user_id}", SK: "LOG#${row.id}" } },
    };
    await expect(load(usage, { key: "id" })).rejects.toThrow(
      "cannot derive which items belong to a record: PK is made of more than the key id",
    );
    const mapping = await load(usage, {
      key: "id",
      itemKeys: (key) => ({ partitionKey: "USR#1", sortKey: `LOG#${String(key)}` }),
    });
    expect(mapping.itemKeys(5)).toEqual([{ partitionKey: "USR#1", sortKey: "LOG#5" }]);
    expect(() => mapping.itemsOf({ id: 5, user_id: 2 })).toThrow("is not among those of the record");
  });

  it("are refused if a function makes them", async () => {
    await expect(
      load({ users: { ...rowsOfUsers, item: () => ({ PK: "a", SK: "b" }) } }, { key: "id" }),
    ).rejects.toThrow("its items are made by a function");
  });

  it("are refused if items of another entity can lie among them", async () => {
    const tags: Entities = {
      tags: {
        ...rowsOfUsers,
        items: [{ forEach: "${row.tags}", item: { PK: "USR#${row.id}", SK: "${each}" } }],
        sharesKeysWith: ["users"],
      },
      ...user,
    };
    await expect(load(tags, { key: "id" })).rejects.toThrow(
      "items of the entity users can lie among those of a record",
    );
  });

  it("are single keys although their fixed text has the name of a variable", async () => {
    const names: Entities = {
      names: { ...rowsOfUsers, item: { PK: "USR#${row.id}", SK: "index" } },
      tags: { ...rowsOfUsers, item: { PK: "USR#${row.id}", SK: "index#${row.tag}" } },
    };
    const mapping = await load(names, { key: "id" });
    expect(mapping.itemKeys(1)).toEqual([{ partitionKey: "USR#1", sortKey: "index" }]);
  });

  it("are numbers if the key attribute is a number", async () => {
    const counts: Entities = { counts: { from: { table: "counts" }, to: "counts" } };
    const mapping = await load(counts);
    expect(mapping.itemsOf({ id: 12345678901234567890n })).toEqual([{ id: { N: "12345678901234567890" } }]);
    expect(mapping.itemKeys(12345678901234567890n)).toEqual([{ partitionKey: 12345678901234567890n }]);
  });
});

describe("itemsOf", () => {
  it("returns all items of the row", async () => {
    const mapping = await load(problems, { key: ["platform", "number"] });
    const row = { platform: "boj", number: 1, title: "A", tests: ["1 2", "3 4"] };
    expect(mapping.itemsOf(row)).toHaveLength(3);
  });

  it("refuses a row that the mapping rejects", async () => {
    const mapping = await load(
      {
        users: { ...rowsOfUsers, item: { PK: "USR#${row.id}", SK: "${row.sort}" } },
      },
      { key: "id" },
    );
    expect(() => mapping.itemsOf({ id: 1, sort: 5 })).toThrow(
      "entity users, key 1: SK, the sort key, must be a string (S)",
    );
  });

  it("refuses two items with the same key", async () => {
    const mapping = await load(
      {
        users: {
          ...rowsOfUsers,
          items: [{ forEach: "${row.tags}", item: { PK: "USR#${row.id}", SK: "${each}" } }],
        },
      },
      { key: "id" },
    );
    expect(() => mapping.itemsOf({ id: 1, tags: ["a", "a"] })).toThrow("two of its items have the same key");
  });

  it("refuses the attribute that epochs are kept in", async () => {
    const mapping = await load({ posts: { from: { table: "posts" }, to: "posts" } }, { key: "postId" });
    expect(() => mapping.itemsOf({ postId: "1", threadId: "2", _e: 1 })).toThrow(
      "the attribute _e is reserved",
    );
  });

  it("has no items for a row that where excludes", async () => {
    const mapping = await load({ users: { ...user["users"], where: "${row.id > 5}" } as Entities[string] });
    expect(mapping.itemsOf({ id: 1, name: "Ann" })).toEqual([]);
  });
});

describe("rowOf", () => {
  it("is derived if the row is the item", async () => {
    const mapping = await load({ posts: { from: { table: "posts" }, to: "posts" } }, { key: "postId" });
    const row = { postId: "1", threadId: "2", likes: 3n, tags: new Set(["a"]), at: null };
    expect(mapping.rowOf?.(mapping.itemsOf(row))).toEqual({ ...row, likes: 3 });
  });

  it("is derived if each column stands alone in an attribute", async () => {
    const mapping = await load(user, { columns: ["id", "name", "password"] });
    const row = { id: 7, name: "Ann" };
    expect(mapping.rowOf?.(mapping.itemsOf(row))).toEqual(row);
    expect(mapping.droppedColumns).toEqual(["password"]);
  });

  it("gives null for an attribute that omitNull omits", async () => {
    const mapping = await load({ users: { ...user["users"], omitNull: true } as Entities[string] });
    expect(mapping.rowOf?.(mapping.itemsOf({ id: 7, name: null }))).toEqual({ id: 7, name: null });
  });

  it("does not have columns that omit drops", async () => {
    const posts = { from: { table: "posts" }, to: "posts", omit: ["secret"] };
    const mapping = await load({ posts }, { key: "postId" });
    const row = { postId: "1", threadId: "2" };
    expect(mapping.rowOf?.(mapping.itemsOf({ ...row, secret: "x" }))).toEqual(row);
    expect(mapping.droppedColumns).toEqual(["secret"]);
  });

  it("gives empty text for an attribute that omitEmpty omits", async () => {
    const mapping = await load({ users: { ...user["users"], omitEmpty: true } as Entities[string] });
    expect(mapping.rowOf?.(mapping.itemsOf({ id: 7, name: "" }))).toEqual({ id: 7, name: "" });
  });

  it("is absent if the mapping spreads the row", async () => {
    const posts = { from: { table: "posts" }, to: "posts", item: { "...": "${row}", kind: "post" } };
    const mapping = await load({ posts }, { key: "postId" });
    expect(mapping.rowsUnknown).toBe("an expression reads the whole row");
    expect(mapping.itemKeys("1")).toEqual([{ partitionKey: "1" }]);
  });

  it("takes columns from several items, in whatever order they come", async () => {
    const mapping = await load({
      users: {
        ...rowsOfUsers,
        items: [
          { item: { PK: "USR#${row.id}", SK: "META", id: "${row.id}" } },
          { item: { PK: "USR#${row.id}", SK: "BIO", text: { en: "${row.bio}" } } },
        ],
      },
    });
    const row = { id: 1, bio: "hello" };
    expect(mapping.rowOf?.(mapping.itemsOf(row).toReversed())).toEqual(row);
  });

  it("is absent if a column is only calculated with", async () => {
    const mapping = await load({
      users: {
        ...rowsOfUsers,
        item: { PK: "USR#${row.id}", SK: "META", id: "${row.id}", a: "${row.act == 1}" },
      },
    });
    expect(mapping.rowOf).toBeUndefined();
    expect(mapping.rowsUnknown).toBe("no item holds act unchanged");
  });

  it("is the given toRow, with items as plain values", async () => {
    const mapping = await load(problems, {
      key: ["platform", "number"],
      columns: ["platform", "number", "title", "tests", "solution"],
      toRow: ([meta, ...tests]) => ({ title: meta?.["title"], tests: tests.map((test) => test["in"]) }),
    });
    const items = mapping.itemsOf({ platform: "boj", number: 1, title: "A", tests: ["1"] });
    expect(mapping.rowOf?.(items)).toEqual({ title: "A", tests: ["1"] });
    expect(mapping.droppedColumns).toEqual(["solution"]);
  });

  it("is undefined for no items", async () => {
    expect((await load(user)).rowOf?.([])).toBeUndefined();
  });

  it("gives attributes as they were before they were compressed", async () => {
    const migration = {
      ...{
        name: "shop",
        source: { sqlite: "shop.db" },
        entities: { posts: { from: { table: "p" }, to: "posts" } },
      },
      oversize: { over: 1000, compress: ["text"] },
    };
    const mapping = await loadRecordMapping({ migration, outputs, entity: "posts", key: "postId" });
    const row = { postId: "1", threadId: "2", text: "long ".repeat(1000) };
    const items = mapping.itemsOf(row);
    expect(items[0]?.["text"]?.B).toBeDefined();
    expect(mapping.rowOf?.(items)).toEqual(row);
  });
});

describe("loadRecordMapping", () => {
  it("reads the files of an example", async () => {
    const mapping = await loadRecordMapping({
      migration: "examples/algoitny/migration.yaml",
      env: { ALGOITNY_MYSQL_URL: "mysql://localhost/algoitny" },
      ...{ outputs, entity: "users" },
    });
    expect(mapping.itemKeys(12)).toEqual([{ partitionKey: "USR#12", sortKey: "META" }]);
  });

  it("names the entities if one does not exist", async () => {
    await expect(load(user, { entity: "user" })).rejects.toThrow(
      'has no entity "user"; did you mean "users"?',
    );
  });

  it("refuses attributes that are offloaded to S3", async () => {
    const migration = {
      ...{ name: "shop", source: { sqlite: "shop.db" }, entities: user },
      oversize: { offload: { bucket: "b", attributes: ["nm"] } },
    };
    await expect(loadRecordMapping({ migration, outputs, entity: "users" })).rejects.toThrow(
      "oversize offloads attributes to S3",
    );
  });

  it("says which file it cannot read", async () => {
    await expect(loadRecordMapping({ migration: "none.yaml", outputs, entity: "users" })).rejects.toThrow(
      "cannot read none.yaml",
    );
  });
});
