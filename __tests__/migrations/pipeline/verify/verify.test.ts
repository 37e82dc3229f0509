import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { InterruptedError, UnreachableError } from "../../../../migrations/errors";
import type { ReaderSettings } from "../../../../migrations/pipeline/read/entity-reader";
import { verifyMigration, type VerifySettings } from "../../../../migrations/pipeline/verify/verify";
import type { Item } from "../../../../migrations/items/item";
import type { RowObject } from "../../../../migrations/items/row";
import { marshal } from "../../../../migrations/items/marshal";
import type { Difference } from "../../../../migrations/pipeline/verify/difference";
import { item as anyItem } from "../../items/arbitrary-item";
import { type Files, people, readerOf, shop, silent } from "../shop";

vi.setConfig({ testTimeout: 180_000 });

const users = Array.from({ length: 60 }, (_, index) => ({
  id: `u${index}`,
  hidden: false,
  n: index,
  text: "x",
}));
const reading = (rows: readonly RowObject[]): Files => ({ users: { rows } });

/** What the table holds where everything arrived. */
function arrived(rows: readonly RowObject[] = users): Map<string, Item> {
  return new Map(rows.map((row) => [row["id"] as string, marshal(row)]));
}

async function verify(
  reader: ReaderSettings,
  items: Map<string, Item>,
  changes: Partial<VerifySettings> = {},
) {
  const differences: Difference[] = [];
  const [result, ...others] = await verifyMigration({
    ...reader,
    readerFor: (table) => readerOf(table.name === people.name ? items : new Map()),
    onDifference: (difference) => differences.push(difference),
    compareBytes: 200,
    now: () => new Date(0),
    observer: silent,
    ...changes,
  });
  return { result, others, differences };
}

let reader: ReaderSettings;
beforeAll(async () => {
  reader = await shop(reading(users));
});

describe("verifyMigration", () => {
  it("reads an empty table twice and not once for every few items", async () => {
    let scans = 0;
    const readerFor = () => ({ ...readerOf(new Map()), scan: () => (scans++, readerOf(new Map()).scan()) });
    const { result } = await verify(reader, new Map(), { readerFor });
    expect(result).toMatchObject({ missing: 60, found: 0 });
    // The other table is empty on both sides, and read once.
    expect(scans).toBe(3);
  });

  it("proves nothing of a table that is written to meanwhile", async () => {
    let scans = 0;
    const readerFor = () => ({ scan: () => readerOf(scans++ === 0 ? new Map() : arrived()).scan() });
    const { result } = await verify(reader, new Map(), { readerFor });
    expect(result?.failure).toMatchObject({
      code: "table-changed",
      message: "table shop-people changed while it was verified; verify again once nothing writes to it",
    });
  });

  it("proves nothing of a source that changes meanwhile", async () => {
    let version = 0;
    vi.spyOn(reader.source, "version").mockImplementation(() => Promise.resolve(`state ${version++}`));
    const { result } = await verify(reader, arrived());
    expect(result?.failure).toMatchObject({
      code: "source-changed",
      message: expect.stringMatching(/ changed while it was verified; verify again once it rests$/) as string,
    });
  });

  it("does not call missing what has expired, however the table looks otherwise", async () => {
    const rows = [...users, { id: "old", hidden: false, ttl: 100 }, { id: "new", hidden: false, ttl: 300 }];
    const { target, ...others } = await shop(reading(rows));
    const tables = { ...target.tables, people: { ...people, ttlAttribute: "ttl" } };
    const settings = { ...others, target: { ...target, tables } };
    const now = () => new Date(200_000);
    const full = await verify(settings, arrived(), { now });
    expect(full.result).toMatchObject({ missing: 1, expired: 1 });
    expect(full.differences.map(({ key }) => key)).toEqual([{ id: "new" }]);
    const empty = await verify(settings, new Map(), { now });
    expect(empty.result).toMatchObject({ missing: 61, expired: 1 });
  });

  it("finds nothing where everything arrived", async () => {
    const { result, others, differences } = await verify(reader, arrived());
    expect(differences).toEqual([]);
    expect(result).toEqual({
      table: "shop-people",
      entities: ["user", "guest"],
      ...{ expected: 60, found: 60, missing: 0, expired: 0, extra: 0, changed: 0 },
      rejectedBy: {},
      rejectUnit: "row",
      extrasJudged: true,
    });
    expect(others).toMatchObject([{ table: "shop-orders", expected: 0, found: 0 }]);
  });

  it("finds nothing where the service respells numbers and reorders attributes", async () => {
    const items = [...arrived()].map(([id, item]): [string, Item] => [
      id,
      { n: { N: `0${item["n"]?.N ?? ""}.0` }, text: { S: "x" }, hidden: { BOOL: false }, id: { S: id } },
    ]);
    expect((await verify(reader, new Map(items))).differences).toEqual([]);
  });

  it("names exactly the items that were taken out, put in or changed, with their attributes", async () => {
    const picks = fc.uniqueArray(fc.nat({ max: 59 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(picks, fc.nat({ max: 12 }), fc.nat({ max: 3 }), async (picked, cut, extras) => {
        const items = arrived();
        const removed = picked.slice(0, cut).map((index) => `u${index}`);
        const changed = picked.slice(cut).map((index) => `u${index}`);
        const added = Array.from({ length: extras }, (_, index) => `extra${index}`);
        removed.forEach((id) => items.delete(id));
        changed.forEach((id) => items.set(id, { ...items.get(id), n: { N: "1e9" }, more: { NULL: true } }));
        added.forEach((id) => items.set(id, { id: { S: id } }));
        const { result, differences } = await verify(reader, items);
        const named = (kind: Difference["kind"]) =>
          differences.filter((one) => one.kind === kind).map(({ key }) => key["id"]);
        expect(named("missing").toSorted()).toEqual(removed.toSorted());
        expect(named("changed").toSorted()).toEqual(changed.toSorted());
        expect(named("extra").toSorted()).toEqual(added.toSorted());
        expect(new Set(differences.flatMap((one) => one.attributes ?? []))).toEqual(
          new Set(changed.length > 0 ? ["more", "n"] : []),
        );
        expect(result).toMatchObject({
          ...{ missing: removed.length, changed: changed.length, extra: extras },
          ...{ expected: 60, found: 60 - removed.length + extras },
        });
      }),
      { numRuns: 150 },
    );
  });

  it("tells any change of any attribute", async () => {
    await fc.assert(
      fc.asyncProperty(anyItem, fc.nat({ max: 59 }), async (attributes, index) => {
        const items = arrived();
        const id = `u${index}`;
        items.set(id, { ...attributes, id: { S: id }, n: { N: "-1" } });
        const { differences } = await verify(reader, items);
        expect(differences).toMatchObject([{ kind: "changed", key: { id } }]);
        expect(differences[0]?.attributes).toEqual(
          expect.arrayContaining(
            [...new Set([...Object.keys(attributes), "n", "hidden", "text"])].filter((name) => name !== "id"),
          ),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("reads both sides once where nothing differs, and again where something does", async () => {
    let scans = 0;
    const counting = (items: Map<string, Item>) => ({
      entities: ["user"],
      readerFor: () => (scans++, readerOf(items)),
    });
    await verify(reader, arrived(), counting(arrived()));
    expect(scans).toBe(1);
    const without = new Map([...arrived()].slice(1));
    await verify(reader, without, counting(without));
    expect(scans).toBe(3);
  });

  it("does not expect rows that cannot be items, and counts them by reason", async () => {
    const bad = await shop(reading([...users, { hidden: false }, { id: "h", hidden: true }]));
    const { result, differences } = await verify(bad, arrived());
    expect(differences).toEqual([]);
    expect(result).toMatchObject({ expected: 60, rejectedBy: { "missing-key": 1 } });
  });

  it("expects the first of several rows with a key, over all entities of the table", async () => {
    const both = await shop({ users: { rows: users }, guests: { rows: [{ id: "u0" }] } });
    expect((await verify(both, arrived())).differences).toEqual([]);
  });

  it("compares only the items of the named entities, and counts the others of the table apart", async () => {
    const reader = await shop({ users: { rows: users }, guests: { rows: [{ id: "guest" }] } });
    const items = arrived([...users, { id: "guest" }, { id: "stray" }]);
    const { result, differences } = await verify(reader, items, { entities: ["user"] });
    expect(differences).toEqual([]);
    expect(result).toMatchObject({ expected: 60, found: 60, others: 2, extra: 0, extrasJudged: false });
  });

  it.each([1, 59, 60])("compares only the items of the first %i rows", async (limit) => {
    const items = arrived(users.filter(({ id }) => id !== "u0"));
    const { result, differences } = await verify(reader, items, { limit });
    expect(differences.map(({ kind, key }) => [kind, key])).toEqual([["missing", { id: "u0" }]]);
    expect(result).toMatchObject({ expected: limit, found: limit - 1, others: 60 - limit, limit });
  });

  it("finds a changed item among the first rows and none behind them", async () => {
    const items = arrived(users.map((row) => (row.n === 3 || row.n === 30 ? { ...row, text: "y" } : row)));
    const { differences } = await verify(reader, items, { limit: 10 });
    expect(differences.map(({ kind, key }) => [kind, key])).toEqual([["changed", { id: "u3" }]]);
  });

  it("says why a table could not be compared, and goes on with the next", async () => {
    const malformed = await shop({ users: { rows: users, breaksAfter: 3 }, orders: { rows: [{ id: "o" }] } });
    const { result, others } = await verify(malformed, arrived());
    expect(result).toMatchObject({ failure: { code: "source-not-json" } });
    expect(others).toMatchObject([{ table: "shop-orders", missing: 1 }]);
  });

  it("says why a table could not be read", async () => {
    const { result } = await verify(reader, arrived(), {
      readerFor: () => ({ scan: () => failing(new UnreachableError("table-unreadable", "no")) }),
    });
    expect(result).toMatchObject({ expected: 60, failure: { code: "table-unreadable" } });
  });

  it.each([
    ["an interruption", new InterruptedError()],
    ["a defect of the program", new TypeError("defect")],
  ])("is ended by %s", async (_what, error) => {
    const readerFor = () => ({ scan: () => failing(error) });
    await expect(verify(reader, arrived(), { readerFor })).rejects.toBe(error);
  });

  async function* failing(error: Error): AsyncGenerator<never> {
    yield await Promise.reject<never>(error);
  }
});
