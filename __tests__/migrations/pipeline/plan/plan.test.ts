import { describe, expect, it } from "vitest";
import { planMigration, type PlanSettings } from "../../../../migrations/pipeline/plan/plan";
import { type Files, people, shop, silent } from "../shop";

async function plan(files: Files, changes: Partial<PlanSettings> = {}) {
  return planMigration({ ...(await shop(files)), observer: silent, now, ...changes });
}

const now = () => new Date("2025-11-20T12:00:00Z");
const user = (id: string, more: object = {}) => ({ id, hidden: false, ...more });

describe("planMigration", () => {
  it("counts items, bytes and write units of the table and its indexes", async () => {
    const rows = [user("a"), user("b", { mail: "m", text: "x".repeat(2000) }), user("c", { hidden: true })];
    const [users] = await plan({ users: { rows } });
    expect(users).toMatchObject({
      entity: "user",
      from: "memory/users",
      table: "shop-people",
      tally: { read: 3, written: 2, skipped: 1, rejected: 0 },
      bytes: 10 + 10 + 5 + 2004,
      largestItemBytes: 2019,
      writeUnits: 1 + 2,
      indexWriteUnits: { ByMail: 1 },
    });
  });

  it("takes its time from a table's own write capacity", async () => {
    const [, , order] = await plan({ orders: { rows: [{ id: "a" }, { id: "b" }] } });
    expect(order?.seconds).toBe(2 / 5);
  });

  it("takes its time from what a table on demand takes at once", async () => {
    const [users] = await plan({ users: { rows: [user("a")] } });
    expect(users?.seconds).toBe(1 / 4000);
  });

  it("reckons costs for the table and its indexes", async () => {
    const [users] = await plan({ users: { rows: [user("a", { mail: "m" })] } });
    expect(users?.writeCost).toBeCloseTo((2 * 0.625) / 1_000_000, 12);
    expect(users?.storageCostPerMonth).toBeCloseTo(((users?.bytes ?? 0) / 1024 ** 3) * 0.25, 12);
  });

  it("reckons a provisioned table's cost from the hours that its capacity, and its indexes', is kept", async () => {
    const [, , order] = await plan({ orders: { rows: [{ id: "a" }, { id: "b" }] } });
    expect(order?.writeCost).toBeCloseTo((0.4 / 3600) * 5 * 0.00065, 12);
  });

  it("takes its time from the asked rate where that is lower than the table's", async () => {
    const rows = [user("a"), user("b")];
    const [users, , order] = await plan({ users: { rows }, orders: { rows } }, { rate: 100 });
    expect([users?.seconds, order?.seconds]).toEqual([2 / 100, 2 / 5]);
  });

  it("reckons with prices that are given", async () => {
    const prices = {
      asOf: null,
      perMillionWriteUnits: 1,
      perMillionReadUnits: 2,
      perWriteUnitHour: 1,
      perGbMonth: 1,
      perWorkerHour: 1,
    };
    const [users] = await plan({ users: { rows: [user("a")] } }, { prices });
    expect(users).toMatchObject({
      writeCost: 1 / 1_000_000,
      readUnits: 1,
      readCost: 2 / 1_000_000,
      storageCostPerMonth: (users?.bytes ?? 0) / 1024 ** 3,
    });
  });

  it("names partition keys that take more of an index than a partition takes in a second", async () => {
    const rows = Array.from({ length: 3000 }, (_, n) => user(`u${n}`, { mail: n % 2 ? `m${n}` : "same" }));
    const [users] = await plan({ users: { rows } });
    expect(users?.hotKeys).toEqual([{ index: "ByMail", key: '{"mail":"same"}', units: 1500, share: 0.5 }]);
    expect(users?.seconds).toBe(1.5);
  });

  it("calls no key hot that a partition takes within a second", async () => {
    const rows = Array.from({ length: 900 }, (_, n) => user(`u${n}`, { mail: "same" }));
    const [users] = await plan({ users: { rows } });
    expect(users?.hotKeys).toEqual([]);
  });

  it("counts the items that have expired before they are moved", async () => {
    const rows = [user("a", { ttl: 1_700_000_000 }), user("b", { ttl: 1_800_000_000 }), user("c")];
    const { target, ...reader } = await shop({ users: { rows } });
    const tables = { ...target.tables, people: { ...people, ttlAttribute: "ttl" } };
    const [users] = await planMigration({ ...reader, target: { ...target, tables }, observer: silent, now });
    expect(users?.expired).toBe(1);
  });

  it("counts what is done to items that would be too large", async () => {
    const rows = [
      { id: "small", text: "x" },
      { id: "packed", text: "x".repeat(2000) },
      { id: "put away", text: "x", page: "p".repeat(1200), shot: "y".repeat(700) },
      { id: "both", text: "x".repeat(2000), page: "p".repeat(1200) },
    ];
    const { definition, ...reader } = await shop({ guests: { rows } });
    const offload = { bucket: "large", attributes: ["page", "shot"], prefix: "" };
    const entities = definition.entities.map((entity) => ({
      ...entity,
      oversize: { over: 800, compress: ["text"], offload },
    }));
    const plans = await planMigration({
      ...reader,
      definition: { ...definition, entities },
      observer: silent,
      now,
    });
    expect(plans.find(({ entity }) => entity === "guest")?.oversize).toEqual({
      compressed: 2,
      offloaded: 2,
      objects: 3,
      objectBytes: 1200 + 700 + 1200,
    });
  });

  it("shows the first five rejected rows, and counts all", async () => {
    const rows = Array.from({ length: 7 }, () => user(""));
    const [users] = await plan({ users: { rows } });
    expect(users?.rejects).toHaveLength(5);
    expect(users?.rejects[0]).toEqual({
      row: 1,
      code: "empty-key",
      message: "id, the partition key, must not be empty",
      remedy: "give the key attribute a value at the source, or exclude the row with `where`",
    });
    expect(users?.tally.rejectedBy).toEqual({ "empty-key": 7 });
  });

  it("finds rows with the same key in other entities of the table", async () => {
    const plans = await plan({ users: { rows: [user("a")] }, guests: { rows: [{ id: "a" }] } });
    expect(plans[1]?.tally.rejectedBy).toEqual({ "duplicate-key": 1 });
  });

  it("plans only what was asked for", async () => {
    const rows = ["a", "b", "c", "d"].map((id) => user(id));
    const plans = await plan({ users: { rows } }, { entities: ["user"], limit: 2 });
    expect(plans.map(({ entity, tally }) => [entity, tally.read])).toEqual([["user", 2]]);
  });

  it("goes on with the next entity where a source breaks off", async () => {
    const plans = await plan({
      users: { rows: [user("a"), user("b")], breaksAfter: 1 },
      guests: { rows: [{ id: "g" }] },
    });
    expect(plans).toMatchObject([
      { tally: { read: 1 }, failure: { code: "source-not-json" } },
      { tally: { read: 1 } },
      { tally: { read: 0 } },
    ]);
  });

  it("hands on a defect of the program", async () => {
    const beforeRow = () => {
      throw new TypeError("defect");
    };
    await expect(plan({ users: { rows: [user("a")], beforeRow } })).rejects.toThrow(new TypeError("defect"));
  });
});
