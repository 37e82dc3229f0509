import { setImmediate as pause } from "node:timers/promises";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { loadDefinition } from "../../../../migrations/definition/load-definition";
import type { Entity } from "../../../../migrations/definition/definition";
import { UnreachableError } from "../../../../migrations/errors";
import type { Item } from "../../../../migrations/items/item";
import { itemText } from "../../../../migrations/items/item-json";
import { keyText } from "../../../../migrations/items/key-check";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { loadCel } from "../../../../migrations/mapping/expression";
import { ChangeApplier } from "../../../../migrations/pipeline/follow/change-applier";
import { followChanges } from "../../../../migrations/pipeline/follow/follow";
import type { FollowSettings } from "../../../../migrations/pipeline/follow/follow-settings";
import { FollowedEntity } from "../../../../migrations/pipeline/follow/followed-entity";
import type { FollowState } from "../../../../migrations/run-store/follow/follow-state";
import type { ItemChange } from "../../../../migrations/dynamodb/writer/change-writer";
import type { ChangeLog } from "../../../../migrations/sources/change-log";
import { type Row, type RowWrite, WrittenSource } from "./written-source";

const text = `
name: shop
source: { json: . }
entities:
  user:
    from: { file: users }
    to: main
    where: "\${row.hidden != true}"
    items:
      - item: { pk: "U#\${row.id}", sk: META, name: "\${row.name}" }
      - item: { pk: "U#\${row.id}", sk: "MAIL#\${row.mail}", name: "\${row.name}" }
        where: "\${has(row.mail)}"
      - forEach: "\${row.tags}"
        item: { pk: "U#\${row.id}", sk: "TAG#\${index}", tag: "\${each}" }
`;

const table: TargetTable = {
  ...{ name: "main", partitionKey: { name: "pk", type: "S" }, sortKey: { name: "sk", type: "S" } },
  ...{ indexes: [], billing: { mode: "on-demand" }, replicaRegions: [] },
};

let followed: FollowedEntity;

beforeAll(async () => {
  const compile = await loadCel();
  const definition = loadDefinition({ fileName: "migration.yaml", text, env: {}, compile });
  followed = new FollowedEntity(definition.entities[0] as Entity, table, {}, compile);
});

/** The items that the rows must have, said without the mapping. */
function expected(rows: ReadonlyMap<string, Row>): Map<string, string> {
  const items = new Map<string, string>();
  for (const { id, name, mail, hidden, tags } of rows.values()) {
    if (hidden === true) continue;
    const add = (item: Item) => items.set(keyText(item, ["pk", "sk"]), itemText(item));
    add({ pk: { S: `U#${id}` }, sk: { S: "META" }, name: { S: String(name) } });
    if (mail !== undefined)
      add({ pk: { S: `U#${id}` }, sk: { S: `MAIL#${mail}` }, name: { S: String(name) } });
    for (const [index, tag] of (tags as readonly string[]).entries())
      add({ pk: { S: `U#${id}` }, sk: { S: `TAG#${index}` }, tag: { S: tag } });
  }
  return items;
}

/** A table in memory, some of whose requests are done in part and then fail. */
class Table {
  readonly items = new Map<string, string>();
  fails: () => boolean = () => false;

  readonly reader = {
    get: (_table: string, keys: readonly Item[]) =>
      Promise.resolve(
        keys.map((key) => {
          const stored = this.items.get(keyText(key, ["pk", "sk"]));
          return stored === undefined ? undefined : (JSON.parse(stored) as Item);
        }),
      ),
  };

  readonly ranges = {
    keysAt: (_table: string, _names: readonly string[], partition: AttributeValue, prefix: string) => {
      if (this.fails()) throw new UnreachableError("source-lost", "as if the connection was lost");
      const items = [...this.items.values()].map((text) => JSON.parse(text) as Item);
      const found = items.filter(({ pk, sk }) => pk?.S === partition.S && sk?.S?.startsWith(prefix) === true);
      return Promise.resolve(found.map(({ pk, sk }) => ({ pk, sk }) as Item));
    },
  };

  readonly writer = {
    write: async (_table: string, _names: readonly string[], changes: readonly ItemChange[]) => {
      for (const { key, put } of changes) {
        await pause();
        if (this.fails()) throw new UnreachableError("source-lost", "as if the connection was lost");
        if (put) this.items.set(keyText(key, ["pk", "sk"]), itemText(put));
        else this.items.delete(keyText(key, ["pk", "sk"]));
      }
      return [];
    },
  };
}

const id = fc.constantFrom("a", "b", "c", "d", "e");
const write: fc.Arbitrary<RowWrite> = fc
  .record({
    id,
    row: fc.option(
      fc.record(
        {
          ...{ name: fc.string({ maxLength: 3 }), mail: fc.constantFrom("x@y", "z@y"), hidden: fc.boolean() },
          tags: fc.array(fc.constantFrom("red", "blue"), { maxLength: 3 }),
        },
        { requiredKeys: ["name", "hidden", "tags"] },
      ),
      { nil: undefined },
    ),
  })
  .map(({ id: key, row }) => ({ id: key, row: row && { id: key, ...row } }));

const step = fc.oneof(
  { weight: 6, arbitrary: fc.array(write, { minLength: 1, maxLength: 4 }).map((writes) => ({ writes })) },
  { weight: 3, arbitrary: fc.nat({ max: 3 }).map((publish) => ({ publish })) },
  { weight: 2, arbitrary: fc.nat({ max: 6 }).map((wait) => ({ wait })) },
  { weight: 1, arbitrary: fc.constantFrom("SIGINT" as const, "SIGKILL" as const).map((kill) => ({ kill })) },
);

it("makes the items what the rows are, whatever is written and whenever it is killed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(), async (steps, seed) => {
      const source = new WrittenSource();
      const target = new Table();
      let count = seed;
      const fails = () => ++count % 37 === 0;
      source.fails = target.fails = fails;
      let state = firstState();
      let started = start(source, target, state, (next) => (state = next));
      for (const one of steps) {
        if ("writes" in one) source.commit(one.writes);
        else if ("publish" in one) source.publish(one.publish);
        else if ("wait" in one) for (let left = one.wait; left > 0; left--) await pause();
        else {
          await started.stop(one.kill);
          started = start(source, target, state, (next) => (state = next));
        }
      }
      source.publish();
      await started.stop("SIGINT");
      source.fails = target.fails = () => false;
      const end = await source.changeLog.end();
      const last = start(source, target, state, (next) => (state = next), end);
      const result = await last.ended;
      expect(result.outcome).toBe("caught-up");
      expect(new Map([...target.items].sort())).toEqual(new Map([...expected(source.visible)].sort()));
    }),
    { numRuns: Number(process.env["FOLLOW_RUNS"] ?? 150) },
  );
}, 120_000);

function firstState(): FollowState {
  return {
    ...{ formatVersion: 1, phase: "prepared", position: "0", name: "shop" },
    ...{ startedAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" },
    counts: { inserts: 0, updates: 0, deletes: 0, written: 0, deleted: 0, unchanged: 0 },
    ...{ rejected: [], dirty: 0, lagMs: 0 },
  };
}

function start(
  source: WrittenSource,
  target: Table,
  state: FollowState,
  save: (state: FollowState) => void,
  until?: string,
) {
  const abort = new AbortController();
  let time = 0;
  let isKilled = false;
  /** A process that was killed has no effect anymore. */
  const dieIfKilled = () => {
    if (isKilled) throw new UnreachableError("source-lost", "the process was killed");
  };
  const log: ChangeLog = {
    ...source.changeLog,
    settled: async (position) => {
      await pause();
      dieIfKilled();
      await source.changeLog.settled(position);
    },
  };
  const settings: FollowSettings = {
    ...{ log, state, until, entities: ["user"], giveUpAfterMs: Infinity, saveEveryMs: 0 },
    open: () =>
      Promise.resolve({
        applier: new ChangeApplier({
          ...{ entities: new Map([["user", followed]]), lookups: new Map([["user", source.lookup]]) },
          ...{ log: source.changeLog, reader: target.reader, ranges: target.ranges },
          writer: {
            write: async (table, names, changes) => {
              for (const change of changes) {
                dieIfKilled();
                await target.writer.write(table, names, [change]);
              }
              return [];
            },
          },
        }),
        close: () => Promise.resolve(),
      }),
    store: {
      save: async (next) => {
        await pause();
        dieIfKilled();
        save(next);
      },
    },
    ...{ now: () => new Date(1000), monotonic: () => time++, signal: abort.signal },
    sleep: () => pause(),
    observer: { progressed: () => {}, rejected: () => {}, suspended: () => {}, noted: () => {} },
  };
  const ended = followChanges(settings);
  const stop = async (signal: "SIGINT" | "SIGKILL") => {
    isKilled = signal === "SIGKILL";
    abort.abort();
    await ended;
  };
  return { ended, stop };
}
