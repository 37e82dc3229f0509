import { loadDefinition } from "../../../migrations/definition/load-definition";
import type { ReaderSettings } from "../../../migrations/pipeline/read/entity-reader";
import type { Observer } from "../../../migrations/pipeline/read/observer";
import type { RunSettings } from "../../../migrations/pipeline/run/run";
import type { TargetTable } from "../../../migrations/items/target-table";
import { type Compile, loadCel } from "../../../migrations/mapping/expression";
import type { Item } from "../../../migrations/items/item";
import type { TableReader } from "../../../migrations/dynamodb/reader/table-reader";
import { BatchWriter } from "../../../migrations/dynamodb/writer/batch-writer";
import { ScriptedWire, type WireScript } from "../dynamodb/writer/scripted-wire";
import { KeptStore } from "./kept-store";
import { type MemoryFile, MemorySource } from "./memory-source";

/** Users and guests go to one table, orders to another; rows that are hidden are left out. */
const text = `
name: shop
source: { json: . }
entities:
  user: { from: { file: users }, to: people, where: "\${row.hidden != true}" }
  guest: { from: { file: guests }, to: people }
  order: { from: { file: orders }, to: orders }
`;

function table(name: string, changes: Partial<TargetTable> = {}): TargetTable {
  return {
    name,
    partitionKey: { name: "id", type: "S" },
    indexes: [],
    billing: { mode: "on-demand" },
    replicaRegions: [],
    ...changes,
  };
}

export const people = table("shop-people", {
  indexes: [
    {
      name: "ByMail",
      kind: "global",
      partitionKey: { name: "mail", type: "S" },
      projection: "KEYS_ONLY",
    },
  ],
});
export const orders = table("shop-orders", { billing: { mode: "provisioned", write: 5 } });

/** Files of rows by name; one that is not given is an empty list. */
export type Files = Partial<Record<"users" | "guests" | "orders", MemoryFile | undefined>>;

let compiled: Promise<Compile> | undefined;

/** What reading the shop's rows takes. `undefined` for a file: it cannot be read. */
export async function shop(files: Files): Promise<ReaderSettings> {
  const compile = await (compiled ??= loadCel());
  const none = { users: { rows: [] }, guests: { rows: [] }, orders: { rows: [] } };
  const given = Object.entries({ ...none, ...files }).filter(([, file]) => file !== undefined);
  return {
    definition: loadDefinition({ fileName: "migration.yaml", text, env: {}, compile }),
    target: {
      ...{ formatVersion: 1, service: "shop", environment: "dev", region: "us-east-1", role: "primary" },
      tables: { people, orders },
    },
    source: new MemorySource(Object.fromEntries(given)),
    compile,
    env: {},
  };
}

export const silent: Observer = {
  started: () => {},
  progressed: () => {},
  ended: () => {},
  retried: () => {},
  noted: () => {},
};

/** The shop's two tables. */
export interface Tables {
  readonly [name: string]: ScriptedWire;
}

export function tables(script: WireScript = {}): Tables {
  return { [people.name]: new ScriptedWire(script), [orders.name]: new ScriptedWire(script) };
}

/** Everything that a run takes; its monotonic clock advances by a millisecond at every call. */
export function runSettings(
  reader: ReaderSettings,
  to: Tables,
  changes: Partial<RunSettings> = {},
): RunSettings {
  let time = 0;
  return {
    ...reader,
    store: new KeptStore({ rejects: [] }),
    makeWriter: (target, onSettled, onRetry) =>
      new BatchWriter({
        wire: to[target.name] as ScriptedWire,
        ...{ tableName: target.name, onSettled, onRetry, batchSize: 4, concurrency: 3 },
        ...{ now: () => 0, random: () => 0, sleep: () => Promise.resolve() },
        signal: changes.signal,
      }),
    conflict: "overwrite",
    dryRun: false,
    region: "us-east-1",
    place: "us-east-1",
    options: {},
    now: () => new Date(0),
    monotonic: () => time++,
    random: () => 0,
    spread: { items: 0 },
    saveEveryMs: 3,
    observer: silent,
    ...changes,
  };
}

/** Reads a table in pages of two items. */
export function readerOf(items: ReadonlyMap<string, Item>): TableReader {
  return {
    async *scan() {
      const all = [...items.values()].toReversed();
      for (let at = 0; at < all.length; at += 2) yield await Promise.resolve(all.slice(at, at + 2));
    },
  };
}
