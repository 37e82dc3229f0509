import type { RowValue } from "../../items/row";
import { positionOf } from "../../seen-keys/item-record";
import { keyDigest } from "../../seen-keys/key-digest";
import { RecordFile, RecordFileWriter } from "../../seen-keys/record-file";
import { RecordSorter } from "../../seen-keys/record-sorter";
import type { Scratch, ScratchFile } from "../../seen-keys/scratch";
import { rowGroups, withPosition } from "./row-groups";
import { parseRow, rowText } from "./row-text";
import { RowTexts } from "./row-texts";

/** Bytes of rows that are held in memory before they go to scratch files. */
export const bytesInMemory = 32 * 1024 * 1024;
/** Keys whose rows are held when the rows are in files. */
const cachedKeys = 4096;

/** The rows of a file by a key. Memory is bounded: what does not fit is in scratch files. */
export class RowIndex {
  private held = new Map<string, string[]>();
  private heldBytes = 0;
  private onDisk: RowsOnDisk | undefined;
  private readonly cache = new Map<string, readonly RowValue[]>();

  /**
   * @param scratch for what does not fit in memory. @default memory grows with the rows
   * @param maxBytes of rows in memory
   */
  constructor(
    private readonly scratch?: Scratch,
    private readonly maxBytes = bytesInMemory,
  ) {}

  add(key: string, row: RowValue): void {
    const text = rowText(row);
    if (this.onDisk) return this.onDisk.add(key, text);
    const texts = this.held.get(key);
    if (texts) texts.push(text);
    else this.held.set(key, [text]);
    // The map's own cost per row is about that of a short text.
    this.heldBytes += text.length + key.length + 100;
    if (this.scratch && this.heldBytes > this.maxBytes) this.spill(this.scratch);
  }

  /** To be called once after the last row was added. */
  finish(): void {
    this.onDisk?.finish();
  }

  /** The rows with a key, in the order in which they were added. */
  find(key: string): readonly RowValue[] {
    const { onDisk } = this;
    if (!onDisk) return (this.held.get(key) ?? []).map(parseRow);
    const cached = this.cache.get(key);
    if (cached) return cached;
    const rows = onDisk.find(key).map(parseRow);
    if (this.cache.size >= cachedKeys) this.cache.clear();
    this.cache.set(key, rows);
    return rows;
  }

  close(): void {
    this.onDisk?.close();
    this.held.clear();
    this.cache.clear();
  }

  private spill(scratch: Scratch): void {
    this.onDisk = new RowsOnDisk(scratch);
    for (const [key, texts] of this.held) for (const text of texts) this.onDisk.add(key, text);
    this.held = new Map();
  }
}

/** Rows in a scratch file, and the positions of those of each key in another one, sorted by the key's digest. */
class RowsOnDisk {
  private readonly texts: RowTexts;
  private readonly sorter: RecordSorter;
  private readonly heads: ScratchFile;
  private index: RecordFile | undefined;
  private lists: RowTexts | undefined;

  constructor(private readonly scratch: Scratch) {
    this.texts = new RowTexts(scratch.create());
    this.sorter = new RecordSorter(scratch);
    this.heads = scratch.create();
  }

  add(key: string, text: string): void {
    this.sorter.add({ key: keyDigest(key), tag: 0, position: this.texts.add(text) });
  }

  /** Links the rows of a key: the index has one record for each key, with the position of its list of rows. */
  finish(): void {
    this.texts.flush();
    const writer = new RecordFileWriter(this.heads);
    const lists = new RowTexts(this.scratch.create());
    const cursor = this.sorter.sorted();
    let count = 0;
    for (const { head, positions } of rowGroups(cursor)) {
      writer.push({ cells: withPosition(head, lists.add(JSON.stringify(positions))), offset: 0 });
      count++;
    }
    writer.finish();
    lists.flush();
    this.sorter.close();
    this.lists = lists;
    this.index = new RecordFile(this.heads, count);
  }

  find(key: string): readonly string[] {
    const record = this.index?.find(keyDigest(key));
    if (!record || !this.lists) return [];
    const positions = JSON.parse(this.lists.read(positionOf(record))) as number[];
    return positions.map((position) => this.texts.read(position));
  }

  close(): void {
    this.sorter.close();
    this.texts.close();
    this.lists?.close();
    this.heads.close();
  }
}
