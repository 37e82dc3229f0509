import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { TableItems } from "../../dynamodb/writer/table-items";
import { keyText } from "../../items/key-check";
import { keyAttributes, type Target, type TargetTable } from "../../items/target-table";
import { type ChangedEnding, settleKey } from "../../pipeline/shards/shared-items";
import { sharedKeys, type SharedKeys, type ShardKeys } from "../../pipeline/shards/shared-keys";
import { Timeline } from "../../pipeline/timeline/timeline";
import { privateFolder } from "../../files/private-files";
import { KeyLog } from "../../run-store/folder/key-log";
import type { JournalEntry } from "../../run-store/journal/journal";
import { JournalFile, journalFile } from "../../run-store/journal/journal-file";
import type { ShardJournal } from "../../run-store/shards/merged-journal";
import { shardsFolder } from "../../run-store/shards/manifest";
import { digestBytes, keyDigest } from "../../seen-keys/key-digest";
import type { ProcessContext } from "../process-context";
import { writerFactory } from "./make-writer";
import type { WorkersOrder } from "./workers-order";
import { rowsBefore, settleFolder, type ShardState } from "./shard-folders";
import { type ReadSharedItem, recordedShard, sharedItemsOf } from "./shared-shard-items";

/** What became of items of several shards that have the same key. */
export interface Settlement {
  /** Items that ended otherwise than their shard counted them. */
  readonly changes: readonly ChangedEnding<ReadSharedItem>[];
  /** Whether an entry is of an item that several shards may have written. Absent if there is none. */
  readonly isShared?: (entry: JournalEntry) => boolean;
  /** The journal of what was written here. */
  readonly journal?: ShardJournal;
}

/**
 * Finds keys that items of several shards have, keeps the first item of each, and counts the others as duplicates. If it
 * is interrupted, it can be called again.
 * @throws RunnerError
 */
export async function settleShards(
  order: WorkersOrder,
  states: readonly ShardState[],
  context: ProcessContext,
): Promise<Settlement> {
  const { migration } = order;
  const shared = await sharedKeys(
    states.map((state) => keysOf(state, order)),
    migration.scratch,
  );
  if (shared.size === 0) return { changes: [] };
  const isShared = sharedEntries(shared, migration.target);
  const { items, entries } = await readShared(order, states, { shared, isShared }, context);
  const settled = [...byKey(items).values()].map(settleKey);
  await store(
    settled.flatMap(({ stored }) => stored ?? []),
    entries,
    order,
    context,
  );
  return {
    changes: settled.flatMap(({ changes }) => changes),
    isShared,
    journal: { path: settleJournal(order), rowsBefore: 0 },
  };
}

/** The table that the items of a shard go to. */
export function tableOf({ shard }: ShardState, { migration }: Pick<WorkersOrder, "migration">): TargetTable {
  const { definition, target } = migration;
  const entity = definition.entities.find(({ name }) => name === shard.entity);
  return target.tables[entity?.to ?? ""] as TargetTable;
}

function keysOf(state: ShardState, order: WorkersOrder): ShardKeys {
  const { folder, shard, entity } = state;
  return {
    table: tableOf(state, order).name,
    digests: () => new KeyLog(folder, digestBytes).read(shard.entity, entity?.keys ?? 0),
  };
}

/** Tells the entries of items whose keys are shared. */
function sharedEntries(shared: SharedKeys, { tables }: Target): (entry: JournalEntry) => boolean {
  const names = new Map(
    Object.values(tables).map((table) => [table.name, keyAttributes(table).map(({ name }) => name)]),
  );
  return ({ table, key }) => shared.get(table)?.has(keyDigest(keyText(key, names.get(table) ?? []))) ?? false;
}

async function readShared(
  { migration, preparation: { conflict }, state: heldState }: WorkersOrder,
  states: readonly ShardState[],
  { shared, isShared }: { shared: SharedKeys; isShared: (entry: JournalEntry) => boolean },
  { signal }: ProcessContext,
) {
  const before = rowsBefore(states);
  const items: ReadSharedItem[] = [];
  const entries: JournalEntry[] = [];
  for (const [index, state] of states.entries()) {
    const recorded = await recordedShard(state, isShared);
    entries.push(...recorded.entries);
    const reading = { migration, conflict, shared, state: heldState, signal };
    items.push(...(await sharedItemsOf(index, state, before[index] as number, recorded, reading)));
  }
  return { items, entries };
}

function byKey(items: readonly ReadSharedItem[]): Map<string, ReadSharedItem[]> {
  const keys = new Map<string, ReadSharedItem[]>();
  for (const item of items) {
    const id = `${item.table.name} ${item.key}`;
    const same = keys.get(id);
    if (same) same.push(item);
    else keys.set(id, [item]);
  }
  return keys;
}

/** Puts the items that have to be in the tables, unless they are, or another client has changed them since. */
async function store(
  items: readonly ReadSharedItem[],
  others: readonly JournalEntry[],
  order: WorkersOrder,
  context: ProcessContext,
): Promise<void> {
  const { connection, options, preparation } = order;
  const path = settleJournal(order);
  await mkdir(join(path, ".."), { recursive: true, mode: privateFolder });
  const journal = await JournalFile.open(path, undefined, order.location.storeSettleJournal);
  const reader = new TableItems(connection.service, connection.retryPolicy, context.signal);
  const timeline = new Timeline({ periodMs: Infinity, session: 1, add: () => undefined }, context.now);
  const makeWriter = writerFactory(options, {
    ...{ context, connection, journal, reader, timeline, others },
    preparation: { ...preparation, conflict: "fail", wereEmpty: true },
  });
  try {
    for (const table of new Set(items.map((item) => item.table))) {
      const writer = makeWriter<ReadSharedItem["write"]>(
        table,
        () => undefined,
        () => undefined,
      );
      for (const item of items) if (item.table === table) await writer.write(item.write);
      await writer.finish();
    }
    await journal.sync();
  } finally {
    await journal.close();
  }
}

function settleJournal({ store: { folder } }: WorkersOrder): string {
  return join(shardsFolder(folder), settleFolder, journalFile);
}
