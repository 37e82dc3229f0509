import { KeyFilter } from "./key-filter";
import { compareAt, firstBlock, words } from "./key-order";
import type { ScratchFile } from "./scratch";

const digestSize = words * 4;
/** Digests that are read at a time when one is looked up. */
const blockKeys = 256;
/** Digests that are written or read at a time when a run is gone through. */
const pieceKeys = 64 * blockKeys;

/** Sorted digests in a file, with an index to find a digest's block and a filter that excludes most absent ones. */
export class KeyRun {
  private readonly block = new Uint32Array(blockKeys * words);

  /** @param fence the first word of every block's first digest */
  constructor(
    private readonly file: ScratchFile,
    readonly size: number,
    private readonly fence: Uint32Array,
    private filter: KeyFilter | undefined,
  ) {}

  has(a: number, b: number, c: number): boolean {
    if (this.filter?.mayHave(b, c) === false) return false;
    const first = firstBlock(this.fence, a);
    for (let block = first; block === first || (this.fence[block] as number) <= a; block++)
      if (this.isInBlock(block, a, b, c)) return true;
    return false;
  }

  /** Shows the digests one by one, in their order. Memory is made free: looking one up takes long from now on. */
  cursor(): KeyCursor {
    this.filter = undefined;
    return new KeyCursor(this.file, this.size);
  }

  close(): void {
    this.file.close();
  }

  private isInBlock(block: number, a: number, b: number, c: number): boolean {
    let low = 0;
    let high = Math.min(blockKeys, this.size - block * blockKeys);
    this.file.read(bytesOf(this.block, high), block * blockKeys * digestSize);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareAt(this.block, middle * words, a, b, c);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }
}

/** Goes through a run. */
export class KeyCursor {
  /** The current digest. */
  a = 0;
  b = 0;
  c = 0;
  private readonly piece = new Uint32Array(pieceKeys * words);
  private at = 0;

  constructor(
    private readonly file: ScratchFile,
    private readonly size: number,
  ) {}

  /** Moves to the next digest; `false` if none follows. */
  next(): boolean {
    if (this.at === this.size) return false;
    const offset = (this.at % pieceKeys) * words;
    if (offset === 0)
      this.file.read(bytesOf(this.piece, Math.min(pieceKeys, this.size - this.at)), this.at * digestSize);
    this.a = this.piece[offset] as number;
    this.b = this.piece[offset + 1] as number;
    this.c = this.piece[offset + 2] as number;
    this.at++;
    return true;
  }
}

/** Writes a run, digest by digest, in their order. */
export class KeyRunWriter {
  private readonly piece = new Uint32Array(pieceKeys * words);
  private readonly fence: Uint32Array;
  private readonly filter: KeyFilter;
  private count = 0;

  /** @param size digests that will come */
  constructor(
    private readonly file: ScratchFile,
    private readonly size: number,
  ) {
    this.fence = new Uint32Array(Math.ceil(size / blockKeys));
    this.filter = new KeyFilter(size);
  }

  push(a: number, b: number, c: number): void {
    const offset = (this.count % pieceKeys) * words;
    this.piece[offset] = a;
    this.piece[offset + 1] = b;
    this.piece[offset + 2] = c;
    if (this.count % blockKeys === 0) this.fence[this.count / blockKeys] = a;
    this.filter.add(b, c);
    if (++this.count % pieceKeys === 0) this.flush(pieceKeys);
  }

  finish(): KeyRun {
    this.flush(this.count % pieceKeys);
    return new KeyRun(this.file, this.size, this.fence, this.filter);
  }

  private flush(keys: number): void {
    if (keys > 0) this.file.write(bytesOf(this.piece, keys), (this.count - keys) * digestSize);
  }
}

function bytesOf(cells: Uint32Array, keys: number): Uint8Array {
  return new Uint8Array(cells.buffer, 0, keys * digestSize);
}
