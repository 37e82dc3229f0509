import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Item } from "../../../../migrations/items/item";
import { loadCel, type Compile } from "../../../../migrations/mapping/expression";
import { compileItemChange, type ItemChangeRules } from "../../../../migrations/mapping/item-change";
import { EarlierChanges } from "../../../../migrations/pipeline/in-place/change-attempts";
import { ChangeWire } from "../../../../migrations/pipeline/in-place/change-wire";
import type { PutOutcome } from "../../../../migrations/dynamodb/writer/wire";
import { rollBack } from "../../../../migrations/pipeline/rollback/rollback";
import { seededRandom } from "../../../emulators/seeded-random";
import { putOf } from "../../dynamodb/writer/put-of";
import { ChangedTable } from "./changed-table";

const addOne: ItemChangeRules = { change: { set: {}, add: { n: 1 }, remove: [] } };
const markIt: ItemChangeRules = {
  where: "${!has(row.mark)}",
  change: { set: { mark: "${row.a}" }, add: {}, remove: ["old"] },
};
const targetTable = {
  name: "t",
  partitionKey: { name: "id", type: "S" as const },
  indexes: [],
};

describe("ChangeWire", () => {
  let compile: Compile;
  let table: ChangedTable;
  beforeAll(async () => {
    compile = await loadCel();
  });
  beforeEach(() => {
    table = new ChangedTable();
  });

  const wire = (rules: ItemChangeRules): ChangeWire =>
    new ChangeWire({
      ...{ table: "t", keyNames: ["id"], reader: table.reader, changes: table.changes },
      change: compileItemChange(rules, targetTable, {}, compile),
      journal: table.appended,
      earlier: new EarlierChanges(table.journal),
    });
  const keyOf = (id: string) => putOf({ id: { S: id } });
  const change = async (rules: ItemChangeRules, id: string, times = 1): Promise<PutOutcome | undefined> => {
    const [made, put] = [wire(rules), keyOf(id)];
    for (let left = times; left > 1; left--) await made.put([put]).catch(() => undefined);
    return (await made.put([put])).outcomes[0];
  };
  const rollback = async (): Promise<void> => {
    await rollBack({
      entries: (async function* () {
        yield* [await Promise.resolve(table.journal.toReversed())];
      })(),
      reader: { get: (_, keys) => Promise.resolve(keys.map((key) => table.items.get(key["id"]?.S ?? ""))) },
      undo: {
        delete: () => Promise.resolve(false),
        restore: (_, before) => Promise.resolve(Boolean(table.hold(before) ?? true)),
      },
      ...{ dryRun: false, onKept: () => {}, onProgress: () => {} },
    });
  };

  it("reads an item again that another client has written since, and loses nothing", async () => {
    table.hold({ id: { S: "a" }, n: { N: "1" } });
    let writes = 3;
    table.before = () => {
      if (writes-- > 0) table.hold({ ...table.items.get("a"), n: { N: String(10 * (4 - writes)) } });
    };
    expect(await change(addOne, "a")).toEqual({ kind: "written" });
    expect(table.items.get("a")?.["n"]).toEqual({ N: "41" });
  });

  it("keeps an attribute that another client adds meanwhile, and a rollback keeps it too", async () => {
    table.hold({ id: { S: "a" }, a: { S: "x" }, old: { S: "y" } });
    table.before = () => table.hold({ ...table.items.get("a"), theirs: { S: "z" } });
    await change(markIt, "a");
    expect(table.items.get("a")).toEqual({
      id: { S: "a" },
      a: { S: "x" },
      mark: { S: "x" },
      theirs: { S: "z" },
    });
    await rollback();
    expect(table.items.get("a")).toEqual({
      id: { S: "a" },
      a: { S: "x" },
      old: { S: "y" },
      theirs: { S: "z" },
    });
  });

  it("does not add twice if a response is lost", async () => {
    table.hold({ id: { S: "a" }, n: { N: "1" } });
    table.fault = () => ((table.done.get("a") ?? 0) === 0 ? "lost-after" : "none");
    expect(await change(addOne, "a", 2)).toEqual({ kind: "written" });
    expect(table.items.get("a")?.["n"]).toEqual({ N: "2" });
  });

  it("rejects an addition whose response was lost if the item has changed since", async () => {
    table.hold({ id: { S: "a" }, n: { N: "1" } });
    table.fault = () => "lost-before";
    await change(addOne, "a").catch(() => undefined);
    table.fault = () => "none";
    table.hold({ id: { S: "a" }, n: { N: "5" } });
    expect(await change(addOne, "a")).toMatchObject({ rejection: { code: "write-uncertain" } });
  });

  it("makes a change again whose response was lost if doing so twice is the same", async () => {
    table.hold({ id: { S: "a" }, a: { S: "x" } });
    table.fault = () => "lost-before";
    await change(markIt, "a").catch(() => undefined);
    table.fault = () => "none";
    table.hold({ id: { S: "a" }, a: { S: "y" } });
    expect(await change(markIt, "a")).toEqual({ kind: "written" });
    expect(table.items.get("a")?.["mark"]).toEqual({ S: "y" });
  });

  it("counts an item that no longer matches, or is gone, as skipped", async () => {
    table.hold({ id: { S: "a" }, a: { S: "x" }, mark: { S: "x" } });
    expect([await change(markIt, "a"), await change(markIt, "b")]).toMatchObject([
      { kind: "exists" },
      { kind: "exists" },
    ]);
    expect(table.journal).toEqual([]);
  });

  const campaign = Number(process.env["CHANGE_WIRE_HISTORIES"] ?? 100);
  it(`changes each item once under other clients' writes, lost responses and kills (${campaign} histories)`, async () => {
    for (let seed = 1; seed <= campaign; seed++) {
      table = new ChangedTable();
      const problem = await history(seed);
      expect(problem, `seed ${seed}`).toEqual([]);
    }
  });

  /** @returns what is wrong after a run with faults */
  async function history(seed: number): Promise<string[]> {
    const random = seededRandom(seed);
    const ids = ["a", "b", "c", "d"];
    const theirs = new Map(ids.map((id) => [id, 0]));
    for (const id of ids) table.hold({ id: { S: id }, n: { N: "0" }, theirs: { N: "0" } });
    table.fault = () =>
      (["none", "none", "throttled", "lost-before", "lost-after"] as const)[Math.floor(random() * 5)] ??
      "none";
    const otherWrite = (id: string): void => {
      const item = table.items.get(id) as Item;
      theirs.set(id, (theirs.get(id) ?? 0) + 1);
      table.hold({ ...item, theirs: { N: String(theirs.get(id)) } });
    };
    table.before = (id) => {
      if (random() < 0.3) otherWrite(id);
    };
    const outcomes = new Map<string, PutOutcome>();
    for (let made = wire(addOne), puts = ids.map(keyOf); outcomes.size < ids.length;) {
      const open = puts.filter(({ item }) => !outcomes.has(item["id"]?.S ?? ""));
      const response = await made.put(open).catch(() => undefined);
      // A kill: what was acknowledged now is not recorded.
      if (random() < 0.3) [made, puts] = [wire(addOne), ids.map(keyOf)];
      else
        response?.outcomes.forEach((outcome, index) => {
          if (outcome.kind !== "unprocessed") outcomes.set(open[index]?.item["id"]?.S ?? "", outcome);
        });
      if (random() < 0.2) otherWrite(ids[Math.floor(random() * ids.length)] as string);
    }
    return ids.flatMap((id) => {
      const [item, done, outcome] = [table.items.get(id), table.done.get(id) ?? 0, outcomes.get(id)];
      const isRight = outcome?.kind === "written" ? done === 1 : outcome?.kind === "rejected" && done <= 1;
      const isKept = item?.["theirs"]?.N === String(theirs.get(id)) && item["n"]?.N === String(done);
      return isRight && isKept
        ? []
        : [`${id}: ${JSON.stringify({ item, done, outcome, theirs: theirs.get(id) })}`];
    });
  }
});
