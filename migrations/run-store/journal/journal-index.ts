import { appendFileSync, closeSync, ftruncateSync, openSync } from "node:fs";
import { privateFile } from "../../files/private-files";
import { putRecord, recordWords } from "../../seen-keys/item-record";
import { blockBytes, readBlock } from "./index-block";
import type { NewEntry } from "./journal";

/** Records of a block: 144 KB. */
const blockRecords = 4096;

/** The name of a journal's index. */
export function indexOf(journalPath: string): string {
  return `${journalPath.replace(/\.jsonl$/, "")}.index`;
}

/**
 * The digests of a journal's entries in a file beside it, so that a sync does not have to read the lines. It may lack
 * parts of the journal: entries without a digest of their key, and the last ones before a kill. It is never needed, and
 * an error ends it and nothing else.
 */
export class JournalIndex {
  private readonly cells = new Uint32Array(blockRecords * recordWords);
  private records = 0;
  private tables = new Map<string, number>();
  /** The part of the journal whose records are held. */
  private from = 0;
  private to = 0;
  private sum = "";

  private constructor(private file: number | undefined) {}

  /** Opens the index to append to it, without the blocks of what the journal does not have. @param bytes of the journal */
  static open(path: string, bytes: number): JournalIndex {
    try {
      const file = openSync(path, "a+", privateFile);
      let end = 0;
      for (let next = readBlock(file, 0); next && next.block.to <= bytes; next = readBlock(file, end))
        end = next.end;
      ftruncateSync(file, end);
      return new JournalIndex(file);
    } catch {
      return new JournalIndex(undefined);
    }
  }

  /**
   * Adds entries.
   * @param start the byte at which their lines start
   * @param starts the bytes after it at which each line starts, and at which the last one ends
   * @param sum of the last one
   */
  add(entries: readonly NewEntry[], start: number, starts: readonly number[], sum: string): void {
    if (this.file === undefined) return;
    const isWhole = entries.every(({ keyDigest }) => keyDigest !== undefined);
    if (!isWhole || this.records + entries.length > blockRecords || start !== this.to) this.flush();
    if (isWhole && entries.length <= blockRecords) {
      if (this.records === 0) this.from = start;
      for (let index = 0; index < entries.length; index++)
        this.addRecord(entries[index] as NewEntry, start + (starts[index] as number));
    }
    this.to = start + (starts[entries.length] as number);
    this.sum = sum;
  }

  /** Writes what is held. */
  flush(): void {
    const { file, from, to, sum, cells, records } = this;
    if (file === undefined || records === 0) return;
    this.records = 0;
    const tables = [...this.tables.keys()];
    this.tables = new Map();
    try {
      appendFileSync(file, blockBytes({ from, to, sum, tables, cells, records }));
    } catch {
      this.end();
    }
  }

  close(): void {
    this.flush();
    this.end();
  }

  private addRecord({ table, keyDigest: key = "", wrote: item, isVoid }: NewEntry, position: number): void {
    let number = this.tables.get(table);
    if (number === undefined) this.tables.set(table, (number = this.tables.size));
    const place = { cells: this.cells, offset: this.records++ * recordWords };
    putRecord(place, { key, item, tag: 2 * number + (isVoid ? 1 : 0), position });
  }

  private end(): void {
    const { file } = this;
    this.file = undefined;
    try {
      if (file !== undefined) closeSync(file);
    } catch {
      // What was not written is read from the journal.
    }
  }
}
