import { beforeAll, describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import type { ItemReader } from "../../../../migrations/dynamodb/reader/item-reader";
import type { ReaderSettings } from "../../../../migrations/pipeline/read/entity-reader";
import { sampleMigration, type SampleSettings } from "../../../../migrations/pipeline/verify/sample";
import type { Item } from "../../../../migrations/items/item";
import { marshal } from "../../../../migrations/items/marshal";
import type { Difference } from "../../../../migrations/pipeline/verify/difference";
import { people, shop, silent } from "../shop";

const users = Array.from({ length: 60 }, (_, index) => ({ id: `u${index}`, hidden: false, n: index }));

function arrived(): Map<string, Item> {
  return new Map(users.map((row) => [row.id, marshal(row)]));
}

function lookup(items: ReadonlyMap<string, Item>): ItemReader {
  return {
    get: (table, keys) =>
      Promise.resolve(
        keys.map((key) => (table === people.name ? items.get(key["id"]?.S as string) : undefined)),
      ),
  };
}

let reader: ReaderSettings;
beforeAll(async () => {
  reader = await shop({ users: { rows: users } });
});

async function sample(items: ReadonlyMap<string, Item>, changes: Partial<SampleSettings> = {}) {
  const differences: Difference[] = [];
  const results = await sampleMigration({
    ...reader,
    items: 10,
    reader: lookup(items),
    onDifference: (difference) => differences.push(difference),
    random: () => 0.5,
    now: () => new Date(0),
    observer: silent,
    ...changes,
  });
  return { result: results[0], results, differences };
}

describe("sampleMigration", () => {
  it("compares so many items of each table, and says of how many", async () => {
    const { results, differences } = await sample(arrived());
    expect(differences).toEqual([]);
    expect(results).toMatchObject([
      {
        table: "shop-people",
        expected: 60,
        sampled: 10,
        found: 10,
        missing: 0,
        changed: 0,
        extrasJudged: false,
      },
      { table: "shop-orders", expected: 0, sampled: 0 },
    ]);
  });

  it("compares all items where there are no more", async () => {
    const { result } = await sample(arrived(), { items: 1000 });
    expect(result).toMatchObject({ expected: 60, sampled: 60, found: 60 });
  });

  it("finds what is missing and what is changed", async () => {
    const items = arrived();
    items.delete("u3");
    items.set("u5", { ...items.get("u5"), n: { N: "0" } });
    const { result, differences } = await sample(items, { items: 60 });
    expect(result).toMatchObject({ found: 59, missing: 1, changed: 1 });
    expect(differences).toEqual([
      { kind: "changed", table: "shop-people", key: { id: "u5" }, attributes: ["n"] },
      { kind: "missing", table: "shop-people", key: { id: "u3" } },
    ]);
  });

  it("does not call missing what has expired", async () => {
    const { target, ...others } = await shop({ users: { rows: [{ id: "a", hidden: false, ttl: 100 }] } });
    const tables = { ...target.tables, people: { ...people, ttlAttribute: "ttl" } };
    const { result } = await sample(new Map(), {
      ...others,
      target: { ...target, tables },
      now: () => new Date(100_000),
    });
    expect(result).toMatchObject({ found: 0, missing: 0, expired: 1 });
  });

  it("looks only at the entities that were asked for", async () => {
    const { results } = await sample(arrived(), { entities: ["order"] });
    expect(results.map(({ table }) => table)).toEqual(["shop-orders"]);
  });

  it("says of a table that cannot be read why", async () => {
    const failure = new UnreachableError("table-unreachable", "table shop-people does not answer");
    const { result } = await sample(arrived(), { reader: { get: () => Promise.reject(failure) } });
    expect(result?.failure).toBe(failure);
  });

  it("hands on a defect of the program", async () => {
    const malformed = { get: () => Promise.reject(new TypeError("defect")) };
    await expect(sample(arrived(), { reader: malformed })).rejects.toThrow(new TypeError("defect"));
  });

  it("gives every item the same chance", async () => {
    const drawn = new Map<string, number>();
    const counting: ItemReader = {
      get: (_table, keys) => {
        for (const key of keys)
          drawn.set(key["id"]?.S as string, (drawn.get(key["id"]?.S as string) ?? 0) + 1);
        return Promise.resolve(keys.map(() => undefined));
      },
    };
    let state = 42;
    const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
    for (let round = 0; round < 600; round++) await sample(new Map(), { reader: counting, random: next });
    // 600 rounds of 10 among 60: 100 each; six standard deviations are 55.
    expect(Math.min(...drawn.values())).toBeGreaterThan(45);
    expect(Math.max(...drawn.values())).toBeLessThan(155);
    expect(drawn.size).toBe(60);
  });
});
