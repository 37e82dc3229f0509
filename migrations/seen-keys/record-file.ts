import { firstWord, secondWord, thirdWord } from "./digest-words";
import { type RecordCursor, type RecordPlace, recordBytes, recordsAsBytes, recordWords } from "./item-record";
import { compareAt, firstBlock } from "./key-order";
import type { ScratchFile } from "./scratch";

/** Records that are read when one is looked up. */
const blockRecords = 256;
/** Records that are read or written at a time: 144 KB. */
const pieceRecords = 4096;

/** Writes records to a file, in the order of their keys. */
export class RecordFileWriter {
  private readonly piece = new Uint32Array(pieceRecords * recordWords);
  private count = 0;

  constructor(private readonly file: ScratchFile) {}

  /** Appends a record. Returns its position until the next one is appended. */
  push({ cells, offset }: RecordPlace): RecordPlace {
    const at = this.count % pieceRecords;
    if (at === 0 && this.count > 0) this.flush(pieceRecords);
    this.piece.set(cells.subarray(offset, offset + recordWords), at * recordWords);
    this.count++;
    return { cells: this.piece, offset: at * recordWords };
  }

  /** Writes what is held. Returns the number of records. */
  finish(): number {
    if (this.count > 0) this.flush(((this.count - 1) % pieceRecords) + 1);
    return this.count;
  }

  private flush(records: number): void {
    this.file.write(recordsAsBytes(this.piece, records), (this.count - records) * recordBytes);
  }
}

/** Records in a file, in the order of their keys. */
export class RecordFile {
  private readonly block = new Uint32Array(blockRecords * recordWords);
  /** The first word of every block. */
  private fence: Uint32Array | undefined;

  constructor(
    private readonly file: ScratchFile,
    readonly size: number,
  ) {}

  cursor(): RecordCursor {
    return new FileCursor(this.file, this.size);
  }

  /** The record of a key, until the next one is looked up; `undefined` if there is none. @param key see `keyDigest` */
  find(key: string): RecordPlace | undefined {
    const [a, b, c] = [firstWord(key), secondWord(key), thirdWord(key)];
    const fence = (this.fence ??= this.readFence());
    for (let block = firstBlock(fence, a); block < fence.length && (fence[block] as number) <= a; block++) {
      const found = this.findInBlock(block, a, b, c);
      if (found) return found;
    }
    return undefined;
  }

  close(): void {
    this.file.close();
  }

  private findInBlock(block: number, a: number, b: number, c: number): RecordPlace | undefined {
    let low = 0;
    let high = Math.min(blockRecords, this.size - block * blockRecords);
    this.file.read(recordsAsBytes(this.block, high), block * blockRecords * recordBytes);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareAt(this.block, middle * recordWords, a, b, c);
      if (order === 0) return { cells: this.block, offset: middle * recordWords };
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return undefined;
  }

  private readFence(): Uint32Array {
    const fence = new Uint32Array(Math.ceil(this.size / blockRecords));
    for (let block = 0; block < fence.length; block++)
      this.file.read(new Uint8Array(fence.buffer, block * 4, 4), block * blockRecords * recordBytes);
    return fence;
  }
}

class FileCursor implements RecordCursor {
  readonly cells = new Uint32Array(pieceRecords * recordWords);
  offset = 0;
  private count = 0;

  constructor(
    private readonly file: ScratchFile,
    private readonly size: number,
  ) {}

  next(): boolean {
    if (this.count === this.size) return false;
    const at = this.count % pieceRecords;
    if (at === 0) {
      const records = Math.min(pieceRecords, this.size - this.count);
      this.file.read(recordsAsBytes(this.cells, records), this.count * recordBytes);
    }
    this.offset = at * recordWords;
    this.count++;
    return true;
  }
}
