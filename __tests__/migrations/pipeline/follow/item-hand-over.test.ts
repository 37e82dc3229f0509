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

/** The rows that all transactions have written. */
async function dirtyRows(source: WrittenSource): Promise<DirtyKey[]> {
  const dirty = new DirtyKeys("0");
  for await (const step of source.changeLog.changes("0", new AbortController().signal)) {
    dirty.add(step);
    if (step.changes.length === 0) break;
  }
  return dirty.take(100);
}

/**
 * Carries all rows over one at a time, in an order.
 * @param visible transactions that the readings of the first rows see
 */
async function usersAfter(order: readonly number[], visible: number): Promise<Record<string, unknown>> {
  const source = new WrittenSource();
  const items = new Map<string, Item>();
  const applier = new ChangeApplier({
    ...{ entities: new Map([["user", followed]]), lookups: new Map([["user", source.lookup]]) },
    log: source.changeLog,
    reader: { get: (_table, keys) => Promise.resolve(keys.map((key) => items.get(key["pk"]?.S ?? ""))) },
    ranges: { keysAt: () => Promise.resolve([]) },
    writer: {
      write: (_table: string, _names: readonly string[], changes: readonly ItemChange[]) => {
        for (const { key, put } of changes)
          if (put) items.set(key["pk"]?.S ?? "", put);
          else items.delete(key["pk"]?.S ?? "");
        return Promise.resolve([]);
      },
    },
  });
  for (const some of writes) source.commit(some);
  const keys = await dirtyRows(source);
  const queue = order.map((at) => keys[at] as DirtyKey);
  source.publish(visible);
  for (let round = 0; queue.length > 0; round++) {
    if (round === 2) source.publish();
    const { held, again } = await applier.apply(queue.splice(0, 1));
    const dirtyAgain = again.map((one) => ({ ...one, written: [], since: 0, committedAt: undefined }));
    queue.push(...held, ...dirtyAgain);
  }
  return Object.fromEntries([...items].map(([key, item]) => [key, item["user"]?.S]));
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
