import { join } from "node:path";
import { BatchedDeletes } from "../../dynamodb/writer/batched-deletes";
import type { TableItems } from "../../dynamodb/writer/table-items";
import { itemBytes } from "../../items/item-size";
import type { Item } from "../../items/item";
import { itemText } from "../../items/item-text";
import type { TargetTable } from "../../items/target-table";
import { type DeleteCounts, deleteVanished } from "../../pipeline/sync/delete-vanished";
import { type JournalFile, journalFile, readJournal } from "../../run-store/journal/journal-file";
import type { SyncFolder } from "../../run-store/sync/sync-folder";
import { syncFileNames } from "../../run-store/sync/sync-files";
import type { SyncState, SyncTable } from "../../run-store/sync/sync-state";
import { keyDigest } from "../../seen-keys/key-digest";
import { KeySet } from "../../seen-keys/key-set";
import { KeyTexts } from "../../seen-keys/key-texts";
import { RecordFile } from "../../seen-keys/record-file";
import type { SyncParts } from "./sync-parts";
import { writeLimit, writeRate } from "./write-rate";

/** What deleting needs. */
export interface DeleteParts extends SyncParts {
  readonly run: string;
  readonly journal: JournalFile;
  readonly items: TableItems;
  /** Takes what became of each table's items. */
  readonly deletes: Map<string, DeleteCounts>;
  /** Whether an earlier process of the sync may have deleted some. */
  readonly wasResumed: boolean;
}

/** Deletes what vanished from every table, unless it must not be. */
export async function deleteAll(state: SyncState, files: SyncFolder, parts: DeleteParts): Promise<void> {
  const deleted = await deletedBefore(parts);
  try {
    for (const [index, table] of state.tables.entries())
      if (table.refusal === undefined && table.vanished > 0)
        parts.deletes.set(table.table, await deleteFrom(table, index, files, deleted, parts));
  } finally {
    deleted.close();
  }
}

async function deleteFrom(
  { id, table, vanished, keyBytes }: SyncTable,
  index: number,
  files: SyncFolder,
  deleted: KeySet,
  parts: DeleteParts,
): Promise<DeleteCounts> {
  const { context, options, connection, items, journal } = parts;
  const names = syncFileNames(index);
  const records = new RecordFile(files.open(names.vanished), vanished);
  const texts = new KeyTexts(files.open(names.keys), keyBytes);
  const take = limitOf(parts.migration.target.tables[id] as TargetTable, parts);
  try {
    return await deleteVanished({
      ...{ table, vanished: records.cursor(), texts, reader: items, journal, take, signal: context.signal },
      undo: new BatchedDeletes(items, connection.service, context.signal),
      wasDeleted: (keyText) => deleted.has(idOf(table, keyText)),
      concurrency: options.batchSize * options.concurrency,
    });
  } finally {
    records.close();
    texts.close();
  }
}

function limitOf(
  table: TargetTable,
  { options, connection, context }: DeleteParts,
): ((item: Item) => Promise<void>) | undefined {
  const limit = writeLimit(table, writeRate(table, options.rate, connection));
  return (
    limit && (async (item) => void (await limit.take([{ item, bytes: itemBytes(item) }], context.signal)))
  );
}

/** The keys that earlier processes of the sync have deleted. */
async function deletedBefore({ wasResumed, parent, run, migration }: DeleteParts): Promise<KeySet> {
  const keys = new KeySet(migration.scratch && { scratch: migration.scratch });
  if (!wasResumed) return keys;
  for await (const group of readJournal(join(parent, run, journalFile), 100))
    for (const { table, key, wrote } of group) if (wrote === undefined) keys.add(idOf(table, itemText(key)));
  return keys;
}

function idOf(table: string, keyText: string): string {
  return keyDigest(`${table} ${keyText}`);
}
