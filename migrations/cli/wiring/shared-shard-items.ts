import { join } from "node:path";
import type { Entity } from "../../definition/definition";
import { unitCounter } from "../../items/index-entry";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { duplicateKey, EntityReader } from "../../pipeline/read/entity-reader";
import type { ReadRow } from "../../pipeline/read/read-stream";
import { rejectLine } from "../../pipeline/read/reject-line";
import type { Ending } from "../../pipeline/read/tally";
import type { ConflictPolicy } from "../../pipeline/run/entity-run";
import { RunItem, type RowsOrigin } from "../../pipeline/run/run-item";
import type { SharedItem } from "../../pipeline/shards/shared-items";
import type { SharedKeys } from "../../pipeline/shards/shared-keys";
import type { JournalEntry } from "../../run-store/journal/journal";
import { journalFile } from "../../run-store/journal/journal-file";
import { readLine } from "../../run-store/journal/journal-line";
import { readRejectLine } from "../../run-store/reject-text";
import { itemIdOf, wholeLines } from "../../run-store/shards/merged-journal";
import { rejectLines } from "../../run-store/shards/merged-rejects";
import { PartSource } from "../../sources/part-source";
import type { Migration } from "./open-migration";
import { partOf } from "./plan-shards";
import type { ShardState } from "./shard-folders";

/** An item that shares its key with items of other shards, as it was read again. */
export interface ReadSharedItem extends SharedItem {
  readonly table: TargetTable;
  /** See `keyDigest`. */
  readonly key: string;
  readonly write: RunItem;
}

/** What a shard recorded of the items that share their keys. */
export interface RecordedShard {
  /** Writes that were not refused, in their order. */
  readonly entries: readonly JournalEntry[];
  /** Codes of rejects, by row and item. */
  readonly rejects: ReadonlyMap<string, string>;
}

/** Reads what the journal and the rejects of a shard have about items that share their keys. */
export async function recordedShard(
  { folder, checkpoint }: ShardState,
  isShared: (entry: JournalEntry) => boolean,
): Promise<RecordedShard> {
  const entries: JournalEntry[] = [];
  for await (const line of wholeLines({
    path: join(folder, journalFile),
    mark: checkpoint?.journal,
    rowsBefore: 0,
  })) {
    const entry = readLine(line)?.entry;
    if (!entry || !isShared(entry)) continue;
    if (entry.isVoid) removeLast(entries, entry);
    else entries.push(entry);
  }
  const rejects = new Map<string, string>();
  for await (const line of rejectLines(join(folder, "rejects.jsonl"))) {
    const reject = readRejectLine(line);
    if (reject) rejects.set(idOf(reject.row, reject.item ?? 1), reject.code);
  }
  return { entries, rejects };
}

function removeLast(entries: JournalEntry[], voided: JournalEntry): void {
  const id = itemIdOf(voided);
  const index = entries.findLastIndex((entry) => entry.wrote === voided.wrote && itemIdOf(entry) === id);
  if (index !== -1) entries.splice(index, 1);
}

/** What the items of a shard are read again with. */
export interface SharedReading {
  readonly migration: Migration;
  readonly conflict: ConflictPolicy;
  readonly shared: SharedKeys;
  /** See `WorkersOrder.state`. */
  readonly state?: string | undefined;
  readonly signal: AbortSignal;
}

/** Reads the items of a shard again that share their keys. @param rowsBefore rows of its entity in the shards before */
export async function sharedItemsOf(
  index: number,
  state: ShardState,
  rowsBefore: number,
  recorded: RecordedShard,
  { migration, conflict, shared, state: heldState, signal }: SharedReading,
): Promise<ReadSharedItem[]> {
  const { shard } = state;
  const entity = migration.definition.entities.find(({ name }) => name === shard.entity) as Entity;
  const source = new PartSource(migration.source, { ...partOf(shard), state: heldState }, shard.version);
  const reader = new EntityReader({ ...migration, source });
  const table = reader.table(entity);
  const keys = shared.get(table.name);
  const keyNames = keyAttributes(table).map(({ name }) => name);
  const settings = { keyNames, unitsOf: unitCounter(table.indexes, keyNames) };
  const endingOf = endings(recorded, conflict);
  const found: ReadSharedItem[] = [];
  try {
    for await (const { rows, origin, reread } of reader.read(entity, {
      signal,
      version: state.entity?.sourceVersion,
    })) {
      const from: RowsOrigin = {
        entity: entity.name,
        origin,
        ...(reread && { reread: (row) => reread(row - rowsBefore) }),
      };
      for (const row of rows)
        for (const [at, outcome] of row.outcomes.entries()) {
          if (outcome.kind !== "item" || !keys?.has(outcome.digest)) continue;
          const write = new RunItem(moved(row, rowsBefore), at, from, settings);
          const duplicate = rejectLine(entity.name, write.part, duplicateKey(outcome.item, table));
          const position = { shard: index, row: row.number, item: at + 1 };
          found.push({
            ...position,
            table,
            key: outcome.digest,
            write,
            duplicate,
            ending: endingOf(row.number, at + 1),
          });
        }
    }
    return found;
  } finally {
    reader.close();
  }
}

function moved(row: ReadRow, rowsBefore: number): ReadRow {
  return { ...row, number: row.number + rowsBefore };
}

/** How an item ended: its reject says so, or else the journal, which has every item that was written unless all were. */
function endings(
  { entries, rejects }: RecordedShard,
  conflict: ConflictPolicy,
): (row: number, item: number) => Ending {
  const written = new Set(entries.flatMap(({ origin }) => (origin ? [idOf(origin.row, origin.item)] : [])));
  return (row, item) => {
    const id = idOf(row, item);
    const code = rejects.get(id) as Ending | undefined;
    return code ?? (conflict === "overwrite" || written.has(id) ? "written" : "skipped");
  };
}

export function idOf(row: number, item: number): string {
  return `${row} ${item}`;
}
