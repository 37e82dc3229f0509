import type { KeyLookup } from "../../dynamodb/reader/item-reader";
import { InterruptedError } from "../../errors";
import { itemDigest } from "../../items/item-digest";
import {
  compareKeys,
  isOfItem,
  isSameItem,
  positionOf,
  putPosition,
  type RecordCursor,
  type RecordPlace,
  recordWords,
  tagOf,
} from "../../seen-keys/item-record";
import type { KeyTexts } from "../../seen-keys/key-texts";
import { RecordFileWriter } from "../../seen-keys/record-file";
import type { ScratchFile } from "../../seen-keys/scratch";
import type { EarlierItems } from "../../run-store/sync/earlier-items";
import type { SyncTable } from "../../run-store/sync/sync-state";

/** Items that are looked up at the same time: the keys of eight BatchGetItem requests. */
const lookedUpAtOnce = 800;
/** Records that are held while items are looked up. */
const maxHeld = 65_536;

/** A table whose items are compared. */
export interface ComparedTable {
  readonly id: string;
  readonly name: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  /** What the source has. */
  readonly records: RecordCursor;
  readonly texts: KeyTexts;
  /** What earlier runs have recorded. */
  readonly earlier: EarlierItems;
  readonly lookup: KeyLookup;
  /** Whether the source was read as a whole, so that what it does not have has vanished. */
  readonly isWhole: boolean;
  /** Keys that the source lists as deleted. @default none */
  readonly deleted?: RecordCursor | undefined;
  /** Files for the outcome; see `SyncFiles`. */
  readonly files: {
    readonly items: ScratchFile;
    readonly changed: ScratchFile;
    readonly vanished: ScratchFile;
  };
  /** Called with the entity of every unchanged item. */
  readonly onUnchanged: (tag: number) => void;
  /** Called with the keys of the first items that are to be written, and with those of vanished items. */
  readonly onKey?: ((kind: "changed" | "vanished", keyText: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A key that was compared. */
interface Compared {
  /** What is known to be in the table; absent if nothing is. */
  readonly known: Uint32Array | undefined;
  /** What the source has, if it differs from that; to be looked up. */
  readonly wanted: Uint32Array | undefined;
}

/**
 * Compares what the source has with what earlier runs have recorded, by digests. Items that differ are looked up in
 * the table, so that what is there already is not written.
 */
export async function compareItems(table: ComparedTable): Promise<Omit<SyncTable, "refusal">> {
  return new Comparison(table).compare();
}

class Comparison {
  private readonly items: RecordFileWriter;
  private readonly vanishedItems: RecordFileWriter;
  private readonly changedKeys: KeyWriter;
  private readonly counts = { earlier: 0, unchanged: 0, conflicts: 0 };
  private held: Compared[] = [];
  private wanted = 0;
  private hasDeleted: boolean;

  constructor(private readonly table: ComparedTable) {
    this.hasDeleted = table.deleted?.next() ?? false;
    this.items = new RecordFileWriter(table.files.items);
    this.vanishedItems = new RecordFileWriter(table.files.vanished);
    this.changedKeys = new KeyWriter(table.files.changed);
  }

  async compare(): Promise<Omit<SyncTable, "refusal">> {
    const { records, earlier, id, name, texts } = this.table;
    let hasRecord = records.next();
    let hasEarlier = this.nextEarlier();
    while (hasRecord || hasEarlier) {
      const order = !hasRecord ? 1 : !hasEarlier ? -1 : compareKeys(records, earlier);
      if (order > 0) this.addVanished(earlier);
      else this.addRead(records, order === 0 ? earlier : undefined);
      if (order <= 0) hasRecord = records.next();
      if (order >= 0) hasEarlier = this.nextEarlier();
      if (this.wanted >= lookedUpAtOnce || this.held.length >= maxHeld) await this.settle();
    }
    await this.settle();
    texts.flush();
    const items = this.items.finish();
    const vanished = this.vanishedItems.finish();
    const changed = this.changedKeys.finish();
    return { id, table: name, items, keyBytes: texts.size, ...this.counts, changed, vanished };
  }

  private nextEarlier(): boolean {
    const hasNext = this.table.earlier.next();
    if (hasNext) this.counts.earlier++;
    return hasNext;
  }

  private addRead(read: RecordPlace, known: RecordPlace | undefined): void {
    if (known && isSameItem(read, known)) {
      this.unchanged(read);
      // The same, with the position of the key's text in the new file.
      this.keep(read);
      return;
    }
    const record = known && copyOf(known);
    if (record) putPosition({ cells: record, offset: 0 }, tagOf(read), positionOf(read));
    this.held.push({ known: record, wanted: copyOf(read) });
    this.wanted++;
  }

  private addVanished(earlier: EarlierItems): void {
    const { texts, isWhole, onKey } = this.table;
    const record = copyOf(earlier);
    const text = earlier.keyText();
    putPosition({ cells: record, offset: 0 }, 0, texts.add(text));
    if (isWhole || this.isDeleted(earlier)) {
      this.vanishedItems.push({ cells: record, offset: 0 });
      onKey?.("vanished", text);
    }
    this.keep({ cells: record, offset: 0 });
  }

  /** Called with keys in their order. */
  private isDeleted(earlier: RecordPlace): boolean {
    const { deleted } = this.table;
    while (deleted && this.hasDeleted && compareKeys(deleted, earlier) < 0) this.hasDeleted = deleted.next();
    return deleted !== undefined && this.hasDeleted && compareKeys(deleted, earlier) === 0;
  }

  /** Appends a record at once if nothing waits before it. */
  private keep(record: RecordPlace): void {
    if (this.held.length === 0) this.items.push(record);
    else this.held.push({ known: copyOf(record), wanted: undefined });
  }

  private unchanged(read: RecordPlace): void {
    this.counts.unchanged++;
    this.table.onUnchanged(tagOf(read));
  }

  /** Looks up what differs, and appends the records that are held. */
  private async settle(): Promise<void> {
    const { texts, lookup, name, keyNames, signal } = this.table;
    if (signal?.aborted) throw new InterruptedError();
    const keyOf = ({ wanted }: Compared): string[] =>
      wanted ? [texts.read(positionOf({ cells: wanted, offset: 0 }))] : [];
    const keys = this.held.flatMap(keyOf);
    const found = keys.length > 0 ? await lookup.find(name, keys, keyNames) : new Map<string, never>();
    let next = 0;
    for (const compared of this.held) {
      const key = compared.wanted && (keys[next++] as string);
      const item = key === undefined ? undefined : found.get(key);
      this.judge(compared, key, item && itemDigest(item));
    }
    this.held = [];
    this.wanted = 0;
  }

  private judge({ known, wanted }: Compared, key: string | undefined, stored: string | undefined): void {
    if (wanted && stored !== undefined && isOfItem({ cells: wanted, offset: 0 }, stored)) {
      this.unchanged({ cells: wanted, offset: 0 });
      this.items.push({ cells: wanted, offset: 0 });
      return;
    }
    if (wanted) {
      this.changedKeys.push(wanted);
      this.table.onKey?.("changed", key as string);
      const isExpected = stored === undefined || (known && isOfItem({ cells: known, offset: 0 }, stored));
      if (!isExpected) this.counts.conflicts++;
    }
    if (known) this.items.push({ cells: known, offset: 0 });
  }
}

/** Writes digests of keys, as `KeySet.addAll` takes them. */
class KeyWriter {
  private readonly piece = Buffer.alloc(12 * 4096);
  private held = 0;
  private written = 0;

  constructor(private readonly file: ScratchFile) {}

  push(record: Uint32Array): void {
    for (let word = 0; word < 3; word++)
      this.held = this.piece.writeUInt32BE(record[word] as number, this.held);
    if (this.held === this.piece.length) this.flush();
  }

  /** Returns the number of digests. */
  finish(): number {
    this.flush();
    return this.written / 12;
  }

  private flush(): void {
    if (this.held > 0) this.file.write(this.piece.subarray(0, this.held), this.written);
    this.written += this.held;
    this.held = 0;
  }
}

function copyOf({ cells, offset }: RecordPlace): Uint32Array {
  return cells.slice(offset, offset + recordWords);
}
