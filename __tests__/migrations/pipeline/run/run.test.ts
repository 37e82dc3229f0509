import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../../../migrations/run-store/memory-store";
import { DryWriter } from "../../../../migrations/dynamodb/writer/item-writer";
import type { WireScript } from "../../dynamodb/writer/scripted-wire";
import { type Kept, KeptStore } from "../kept-store";
import { type Files, people } from "../shop";
import { run, user } from "./run-shop";

describe("runMigration", () => {
  it("moves every entity into its table", async () => {
    const moved = await run({
      users: { rows: [user("a"), user("b")] },
      guests: { rows: [{ id: "c" }] },
      orders: { rows: [{ id: "a" }] },
    });
    expect([moved.people, moved.orders]).toEqual([["a", "b", "c"], ["a"]]);
    expect(moved.result).toMatchObject({
      run: "shop-1",
      folder: "runs/shop-1",
      outcome: "finished",
      retries: {},
      entities: [
        { entity: "user", table: "shop-people", tally: { read: 2, written: 2 } },
        { entity: "guest", table: "shop-people", tally: { read: 1, written: 1 } },
        { entity: "order", table: "shop-orders", tally: { read: 1, written: 1 } },
      ],
    });
    expect(moved.kept.checkpoint).toMatchObject({ state: "finished", entities: { user: { done: true } } });
  });

  it("keeps the first of several rows with a key, over all entities of a table", async () => {
    const moved = await run({
      users: { rows: [user("a", { n: 1 }), user("a", { n: 2 })] },
      guests: { rows: [{ id: "a" }, { id: "b" }] },
      orders: { rows: [{ id: "a" }] },
    });
    const message = 'an earlier item has the key {"id":"a"}; the first one is kept';
    expect(moved.kept.rejects).toMatchObject([
      { entity: "user", row: 2, code: "duplicate-key", message, value: user("a", { n: 2 }) },
      { entity: "guest", row: 1, code: "duplicate-key", message, value: { id: "a" } },
    ]);
    expect(moved.to[people.name]?.stored.get("a")).toMatchObject({ n: { N: "1" } });
    expect(moved.orders).toEqual(["a"]);
  });

  it("moves only the entities that were asked for", async () => {
    const files = { users: { rows: [user("a")] }, guests: { rows: [{ id: "b" }] } };
    expect((await run(files, { entities: ["guest"] })).people).toEqual(["b"]);
  });

  it("reads only as many rows of each entity as were asked for", async () => {
    const rows = ["a", "b", "c", "d"].map((id) => user(id));
    const { result, people: ids } = await run({ users: { rows } }, { limit: 2 });
    expect([ids, result.entities[0]?.tally.read]).toEqual([["a", "b"], 2]);
  });

  it("rejects what the service refuses, with the row as it was read", async () => {
    const moved = await run({ users: { rows: [user("a"), user("b")] } }, {}, { refused: new Set(["b"]) });
    expect(moved.kept.rejects).toMatchObject([
      { row: 2, code: "refused-by-service", message: "the service is refused", value: user("b") },
    ]);
    expect(moved.result.entities[0]?.tally).toMatchObject({ read: 2, written: 1, rejected: 1 });
  });

  it("counts repeated requests by their reason", async () => {
    const script: WireScript = { meetings: ["throttled", "throttled", "take-one", "take", "take"] };
    const { result } = await run({ users: { rows: [user("a"), user("b")] } }, {}, script);
    expect(result.retries).toEqual({ "throttled-code": 2, "left unprocessed": 1 });
  });

  it("saves a checkpoint that names the definition and the tables, and holds no rows", async () => {
    const { kept } = await run({ users: { rows: [user("secret")] } }, { options: { onConflict: "skip" } });
    expect(kept.checkpoint).toMatchObject({
      formatVersion: 2,
      run: "shop-1",
      migration: "shop",
      definition: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      target: { place: "us-east-1", tables: { people: "shop-people", orders: "shop-orders" } },
      options: { onConflict: "skip" },
    });
    expect(JSON.stringify(kept.checkpoint)).not.toContain("secret");
  });

  it("passes an internal error on", async () => {
    const cause = new TypeError("defect");
    const makeWriter = () => {
      throw cause;
    };
    await expect(run({}, { makeWriter })).rejects.toBe(cause);
  });
});

describe("a key that is in the table already", () => {
  const files = { users: { rows: [user("a")] } };
  const script: WireScript = { existing: new Set(["a"]) };

  it("is skipped with the policy skip", async () => {
    const { result } = await run(files, { conflict: "skip" }, script);
    expect(result.entities[0]?.tally).toMatchObject({ read: 1, skipped: 1, rejected: 0 });
  });

  it("is no conflict where the item is the same, as after a kill", async () => {
    const { result } = await run(files, { conflict: "fail" }, script);
    expect(result.entities[0]?.tally).toMatchObject({ read: 1, skipped: 1, rejected: 0 });
  });

  it("is rejected with the policy fail where the item differs", async () => {
    const other: WireScript = { ...script, differing: true };
    const { kept, result } = await run(files, { conflict: "fail" }, other);
    expect(result.entities[0]?.tally).toMatchObject({
      read: 1,
      rejected: 1,
      rejectedBy: { "already-exists": 1 },
    });
    expect(kept.rejects).toMatchObject([
      {
        row: 1,
        code: "already-exists",
        message: "the table has a different item with this key; --on-conflict overwrite replaces it",
        value: user("a"),
      },
    ]);
  });
});

describe("a source that fails", () => {
  it("ends its entity only, after the rows that came have arrived", async () => {
    const moved = await run({
      users: { rows: ["a", "b", "c", "d", "e"].map((id) => user(id)), breaksAfter: 4 },
      guests: undefined,
      orders: { rows: [{ id: "o" }] },
    });
    expect([moved.people, moved.orders]).toEqual([["a", "b", "c", "d"], ["o"]]);
    expect(moved.result).toMatchObject({
      outcome: "stopped",
      entities: [
        { tally: { read: 4, written: 4 }, failure: { code: "source-not-json" } },
        { tally: { read: 0 }, failure: { code: "source-unreadable" } },
        { tally: { read: 1, written: 1 } },
      ],
    });
    expect(moved.result.failure).toBeUndefined();
    expect(moved.notes).toEqual(["memory/users is not valid JSON", "cannot read memory/guests"]);
    expect(moved.kept.checkpoint).toMatchObject({
      state: "stopped",
      entities: { user: { done: false } },
    });
  });

  it("refuses to go on once it has changed", async () => {
    const { kept } = await run({ users: { rows: [user("a")], version: "1" } });
    const again = run({ users: { rows: [user("b")], version: "2" } }, { store: new KeptStore(kept) });
    await expect(again).rejects.toMatchObject({
      kind: "usage",
      code: "source-changed",
      message:
        "memory/users has changed since the run started: it was 1, now 2; restore it and repeat the command, or start over with --no-resume and --on-conflict overwrite or skip",
    });
  });

  it("is gone on with where it could not be read before", async () => {
    const { kept } = await run({ users: undefined, guests: { rows: [{ id: "g" }] } });
    const files = { users: { rows: [user("a")] }, guests: { rows: [{ id: "g" }] } };
    const { result, people: ids } = await run(files, { store: new KeptStore(kept) });
    expect([result.outcome, ids]).toEqual(["finished", ["a"]]);
  });
});

describe("a table that fails", () => {
  it("ends the run, which can be resumed", async () => {
    const files = { users: { rows: [user("a")] }, orders: { rows: [{ id: "o" }] } };
    const stopped = await run(files, {}, { meetings: ["fatal"] });
    expect(stopped.result).toMatchObject({ outcome: "stopped", failure: { code: "table-refuses" } });
    expect(stopped.kept.checkpoint).toMatchObject({
      state: "stopped",
      entities: { user: { settledUpTo: 0, done: false }, order: { settledUpTo: 0, done: false } },
    });
    const resumed = await run(files, { store: new KeptStore(stopped.kept) });
    expect([resumed.result.outcome, resumed.people, resumed.orders]).toEqual(["finished", ["a"], ["o"]]);
  });
});

describe("a table that refuses every item", () => {
  const ids = Array.from({ length: 60 }, (_, index) => `u${index}`);

  it("ends the run, and none of the items is rejected", async () => {
    const files = { users: { rows: ids.map((id) => user(id)) } };
    const { result, kept } = await run(files, {}, { refused: new Set(ids) });
    expect(result).toMatchObject({
      outcome: "stopped",
      failure: {
        code: "table-refuses-items",
        message:
          'table shop-people refused the first 25 items, the last one with "the service is refused"; the items do not fit the table: change the definition, or bring the outputs up to date',
      },
    });
    expect([kept.rejects, result.entities[0]?.tally.read]).toEqual([[], 0]);
    const again = await run(files, { store: new KeptStore(kept) });
    expect(again.people).toHaveLength(60);
  });

  it("is not meant where one item is taken", async () => {
    const { result, kept } = await run(
      { users: { rows: ids.map((id) => user(id)) } },
      {},
      { refused: new Set(ids.slice(10)) },
    );
    expect([result.outcome, kept.rejects.length]).toEqual(["finished", 50]);
  });
});

describe("a run that goes on", () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => user(`u${index}`));

  /** Interrupts a run at a row; returns what it left behind. */
  async function interrupted(files: Files, row: number): Promise<Kept> {
    const abort = new AbortController();
    const users = { rows: [], ...files.users, beforeRow: (at: number) => at === row && abort.abort() };
    return (await run({ ...files, users }, { signal: abort.signal })).kept;
  }

  it("reads no row again that stands before the last place below what is settled", async () => {
    const rows = people(60);
    const kept = await interrupted({ users: { rows } }, 40);
    const { position, settledUpTo } = kept.checkpoint?.entities["user"] ?? { settledUpTo: 0 };
    const read: number[] = [];
    const users = { rows, beforeRow: (row: number) => void read.push(row) };
    const again = await run({ users }, { store: new KeptStore(kept) });
    expect(settledUpTo).toBeGreaterThan(20);
    expect(settledUpTo - (position?.row ?? 0)).toBeLessThan(3);
    expect([read[0], read.at(-1)]).toEqual([(position?.row ?? 0) + 1, 60]);
    expect(again.result.entities[0]?.tally).toMatchObject({ rows: 60, read: 60, written: 60 });
  });

  it("reads nothing of an entity again that was moved whole", async () => {
    const rows = people(5);
    const { kept } = await run({ users: { rows }, orders: undefined });
    expect(kept.checkpoint).toMatchObject({ state: "stopped", entities: { user: { done: true } } });
    const read: number[] = [];
    const users = { rows, beforeRow: (row: number) => void read.push(row) };
    const { result } = await run({ users, orders: { rows: [{ id: "o" }] } }, { store: new KeptStore(kept) });
    expect([read, result.outcome]).toEqual([[], "finished"]);
  });

  it("still tells the keys of rows that it does not read again", async () => {
    const rows = [...people(40), user("u1")];
    const kept = await interrupted({ users: { rows } }, 37);
    await run({ users: { rows } }, { store: new KeptStore(kept) });
    expect(kept.rejects).toMatchObject([{ entity: "user", row: 41, code: "duplicate-key" }]);
  });

  it("tells the keys of an entity of the table that it does not move", async () => {
    const files = { users: { rows: people(40) }, guests: { rows: [{ id: "u1" }, { id: "g" }] } };
    const kept = await interrupted(files, 37);
    const before = kept.checkpoint?.entities["user"];
    await run(files, { store: new KeptStore(kept), entities: ["guest"] });
    expect(kept.rejects).toMatchObject([{ entity: "guest", row: 1, code: "duplicate-key" }]);
    expect(kept.checkpoint?.entities["user"]).toEqual(before);
  });

  it("keeps what was acknowledged of an entity that it does not move", async () => {
    const files = { users: { rows: people(40) } };
    const kept: Kept = { rejects: [] };
    const store = new KeptStore(kept, { atAcknowledgement: 6 });
    await expect(run(files, { store })).rejects.toThrow();
    const before = kept.acknowledged;
    await run(files, { store: new KeptStore(kept), entities: ["guest"] });
    expect(before?.length).toBeGreaterThan(0);
    expect(kept.acknowledged).toEqual(before);
  });

  it("goes on behind a limit", async () => {
    const files = { users: { rows: people(7) } };
    const { kept } = await run(files, { limit: 4 }, { meetings: ["take", "fatal"] });
    const { result } = await run(files, { store: new KeptStore(kept) });
    expect(result.entities[0]?.tally).toMatchObject({ read: 7, written: 7 });
  });
});

describe("a dry run", () => {
  it("writes nothing and accounts for every row", async () => {
    const { result, to } = await run(
      { users: { rows: [user("a"), user("a"), user("b", { hidden: true })] } },
      {
        dryRun: true,
        store: new MemoryStore("dry-run"),
        makeWriter: (_table, onSettled) => new DryWriter(onSettled),
      },
    );
    expect(to[people.name]?.requests).toEqual([]);
    expect(result).toMatchObject({
      dryRun: true,
      outcome: "finished",
      entities: [{ tally: { read: 3, written: 1, skipped: 1, rejected: 1 } }, {}, {}],
    });
  });
});
