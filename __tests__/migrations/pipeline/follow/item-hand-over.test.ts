import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { ItemChange } from "../../../../migrations/dynamodb/writer/change-writer";
import type { Entity } from "../../../../migrations/definition/definition";
import { loadDefinition } from "../../../../migrations/definition/load-definition";
import type { Item } from "../../../../migrations/items/item";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { loadCel } from "../../../../migrations/mapping/expression";
import { ChangeApplier } from "../../../../migrations/pipeline/follow/change-applier";
import { type DirtyKey, DirtyKeys } from "../../../../migrations/pipeline/follow/dirty-keys";
import { FollowedEntity } from "../../../../migrations/pipeline/follow/followed-entity";
import type { LogStep } from "../../../../migrations/sources/change-log";
import { type RowWrite, WrittenSource } from "./written-source";

const text = `
name: shop
source: { json: . }
entities:
  user: { from: { file: users }, to: main, item: { pk: "MAIL#\${row.mail}", user: "\${row.id}" } }
`;

const table: TargetTable = {
  ...{ name: "main", partitionKey: { name: "pk", type: "S" }, indexes: [] },
  ...{ billing: { mode: "on-demand" }, replicaRegions: [] },
};

let followed: FollowedEntity;

beforeAll(async () => {
  const compile = await loadCel();
  const definition = loadDefinition({ fileName: "migration.yaml", text, env: {}, compile });
  followed = new FollowedEntity(definition.entities[0] as Entity, table, {}, compile);
});

function row(id: string, mail: string): RowWrite {
  return { id, row: { id, mail } };
}

/** Transactions that hand mail addresses, each of one row at a time, from row to row. */
const writes: readonly (readonly RowWrite[])[] = [
  [row("a", "x"), row("b", "y")],
  [row("a", "z")],
  [row("b", "x")],
  [{ id: "b", row: undefined }],
  [row("c", "x")],
];

/** All ways to put the numbers below a count in order. */
function orders(count: number): number[][] {
  if (count === 0) return [[]];
  return orders(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  );
}

/** Rows that are written, and a table in memory that changes are carried over to. */
class Shop {
  readonly source = new WrittenSource();
  private readonly items = new Map<string, Item>();

  readonly applier = new ChangeApplier({
    ...{ entities: new Map([["user", followed]]), lookups: new Map([["user", this.source.lookup]]) },
    log: this.source.changeLog,
    reader: { get: (_table, keys) => Promise.resolve(keys.map((key) => this.items.get(key["pk"]?.S ?? ""))) },
    ranges: { keysAt: () => Promise.resolve([]) },
    writer: {
      write: (_table: string, _names: readonly string[], changes: readonly ItemChange[]) => {
        for (const { key, put } of changes)
          if (put) this.items.set(key["pk"]?.S ?? "", put);
          else this.items.delete(key["pk"]?.S ?? "");
        return Promise.resolve([]);
      },
    },
  });

  constructor() {
    for (const some of writes) this.source.commit(some);
  }

  /** What the log says. */
  async steps(): Promise<LogStep[]> {
    const steps: LogStep[] = [];
    for await (const step of this.source.changeLog.changes("0", new AbortController().signal)) {
      if (step.changes.length === 0) break;
      steps.push(step);
    }
    return steps;
  }

  /** The users by their items. */
  get users(): Record<string, unknown> {
    return Object.fromEntries([...this.items].map(([key, item]) => [key, item["user"]?.S]));
  }
}

/**
 * Carries all rows over one at a time, in an order.
 * @param visible transactions that the readings of the first rows see
 */
async function usersAfter(order: readonly number[], visible: number): Promise<Record<string, unknown>> {
  const shop = new Shop();
  const dirty = new DirtyKeys("0");
  for (const step of await shop.steps()) dirty.add(step);
  const keys = dirty.take(100);
  const queue = order.map((at) => keys[at] as DirtyKey);
  shop.source.publish(visible);
  for (let round = 0; queue.length > 0; round++) {
    if (round === 2) shop.source.publish();
    const { held, again } = await shop.applier.apply(queue.splice(0, 1), Infinity);
    const more = again.map((one) => ({ ...one, written: [], number: 0, since: 0, committedAt: undefined }));
    queue.push(...held, ...more);
  }
  return shop.users;
}

it("gives an item that rows hand over to the row that has it in the end, in every order", async () => {
  const wrong: string[] = [];
  const all = orders(5);
  for (const order of all)
    for (const visible of [5, 4, 3, 2, 1]) {
      const { "MAIL#x": x, "MAIL#z": z, ...others } = await usersAfter(order, visible);
      if (x !== "c" || z !== "a" || Object.keys(others).length > 0)
        wrong.push(`${order.join("")} ${visible}`);
    }
  expect(all).toHaveLength(120);
  expect(wrong).toEqual([]);
});

function times<One>(count: number, one: One): One[] {
  return Array.from({ length: count }, () => one);
}

it("does so although it forgets who has put an item that no dirty row may delete anymore", async () => {
  const act = fc.constantFrom("deliver" as const, "publish" as const, "apply" as const, "hold" as const);
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const shop = new Shop();
      const dirty = new DirtyKeys("0");
      const steps = await shop.steps();
      const apply = async () => {
        const batch = dirty.take(1);
        const { held, again, settled } = await shop.applier.apply(batch, dirty.next);
        dirty.giveBack(held);
        for (const { entity, key } of again) dirty.addKey(entity, key);
        dirty.settle(settled);
        shop.applier.forgetOwners(dirty.settledBelow);
      };
      for (const one of acts) {
        if (one === "publish") shop.source.publish(1);
        if (one === "deliver") for (const step of steps.splice(0, 1)) dirty.add(step);
        if (one === "apply") await apply();
        // A later transaction has locked the row.
        if (one === "hold") dirty.giveBack(dirty.take(1));
      }
      shop.source.publish();
      for (const step of steps) dirty.add(step);
      while (dirty.size > 0) await apply();
      expect(shop.users).toEqual({ "MAIL#x": "c", "MAIL#z": "a" });
    }),
    {
      numRuns: Number(process.env["FOLLOW_RUNS"] ?? 150),
      // The first row is the last one that is carried over.
      examples: [[[...times(8, "deliver" as const), ...times(5, "publish" as const), "hold"]]],
    },
  );
});
