import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";
import { keyAttributes, type Target, type TargetTable } from "../../items/target-table";
import { type SyncFiles, syncFileNames } from "../../run-store/sync/sync-files";
import type { SyncState } from "../../run-store/sync/sync-state";
import { isOfItem } from "../../seen-keys/item-record";
import { digestBytes, keyDigest } from "../../seen-keys/key-digest";
import { KeySet } from "../../seen-keys/key-set";
import { RecordFile } from "../../seen-keys/record-file";
import type { Scratch } from "../../seen-keys/scratch";

/** Keys that are read at a time. */
const pieceKeys = 4096;
const halfBytes = digestBytes / 2;
/** Characters of half a digest as text: four are three bytes. */
const halfText = (halfBytes / 3) * 4;

/** The keys of the items that a sync is to write. */
export class ChangedKeys {
  private constructor(private readonly keys: ReadonlyMap<string, KeySet>) {}

  static open({ tables }: SyncState, files: SyncFiles, scratch: Scratch | undefined): ChangedKeys {
    const keys = new Map<string, KeySet>();
    for (const [index, { id, changed }] of tables.entries()) {
      const set = new KeySet(scratch && { scratch });
      keys.set(id, set);
      const file = files.open(syncFileNames(index).changed);
      for (let at = 0; at < changed; at += pieceKeys) {
        const piece = new Uint8Array(Math.min(pieceKeys, changed - at) * digestBytes);
        file.read(piece, at * digestBytes);
        set.addAll(withHalvesSwapped(piece));
      }
      file.close();
    }
    return new ChangedKeys(keys);
  }

  /** @param to the table's id */
  has(to: string, digest: string): boolean {
    return this.keys.get(to)?.has(digest.slice(halfText) + digest.slice(0, halfText)) ?? false;
  }

  close(): void {
    this.keys.forEach((keys) => keys.close());
  }
}

/**
 * The digests are in the order of their first bits, by which a table in memory places them: added in that order, each would
 * be placed after all others. Their second halves are in no order.
 */
function withHalvesSwapped(digests: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(digests.length);
  for (let at = 0; at < digests.length; at += digestBytes) {
    swapped.set(digests.subarray(at + halfBytes, at + digestBytes), at);
    swapped.set(digests.subarray(at, at + halfBytes), at + halfBytes);
  }
  return swapped;
}

/** The items that a sync may replace: those that earlier runs have left in the tables. */
export class ReplaceableItems {
  private readonly tables = new Map<string, { readonly names: string[]; readonly items: RecordFile }>();

  constructor({ tables }: SyncState, files: SyncFiles, target: Target) {
    for (const [index, { id, table, items }] of tables.entries()) {
      const names = keyAttributes(target.tables[id] as TargetTable).map(({ name }) => name);
      this.tables.set(table, { names, items: new RecordFile(files.open(syncFileNames(index).items), items) });
    }
  }

  /** @param digest of the item; see `itemDigest` */
  has(table: string, found: Item, digest: string): boolean {
    const known = this.tables.get(table);
    const record = known?.items.find(keyDigest(keyText(found, known.names)));
    return record !== undefined && isOfItem(record, digest);
  }

  close(): void {
    this.tables.forEach(({ items }) => items.close());
  }
}
