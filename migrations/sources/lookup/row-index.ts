import type { RowValue } from "../../items/row";
import { keyDigest } from "../../seen-keys/key-digest";
import type { Scratch } from "../../seen-keys/scratch";
import { wordsOf } from "./position-record";
import type { PositionIndex } from "./position-index";
import { PositionPartitions } from "./position-partitions";
import { sortPositions } from "./position-sort";
import { parseRow, rowText } from "./row-text";
import { RowTexts } from "./row-texts";

/** Bytes of rows that are held in memory before they go to scratch files. */
export const bytesInMemory = 32 * 1024 * 1024;
/** Bytes of all rows of one key, as JSON, that are read from scratch files. */
export const maxGroupBytes = 32 * 1024 * 1024;
/** Bytes that a row in memory needs besides its text and its key, as measured: strings, map entry and list. */
const entryBytes = 300;
/**
 * Keys whose rows are held when the rows are in files. Few: rows that are held for long are moved to the part of the heap
 * whose garbage is rarely collected, and memory grows.
 */
const cachedKeys = 256;
/** Bytes of the rows that are held for these keys. */
const cachedBytes = 1024 * 1024;

/** The rows of a key. */
export interface FoundRows {
  readonly count: number;
  /** `undefined` if there are several and one was wanted, or if they exceed the limit of a key's rows. */
  readonly rows: readonly RowValue[] | undefined;
}

/** How rows are found. */
export interface RowIndexSettings {
  /** Whether all rows of a key are wanted. @default false: the only one */
  readonly many?: boolean;
  /** Bytes of rows in memory. @default 32 MiB */
  readonly maxBytes?: number;
  /** Bytes of all rows of one key, as JSON, that are read from scratch files. @default 32 MiB */
  readonly maxGroup?: number;
}

/** The rows of a file by a key. Memory is bounded: what does not fit is in scratch files. */
export class RowIndex {
  private held = new Map<string, string[]>();
  private heldBytes = 0;
  private onDisk: RowsOnDisk | undefined;
  private cache = new Map<string, FoundRows>();
  private bytesInCache = 0;
  private readonly many: boolean;
  private readonly maxBytes: number;
  private readonly maxGroup: number;

  /** @param scratch for what does not fit in memory. @default memory grows with the rows */
  constructor(
    private readonly scratch?: Scratch,
    { many = false, maxBytes = bytesInMemory, maxGroup = maxGroupBytes }: RowIndexSettings = {},
  ) {
    this.many = many;
    this.maxBytes = maxBytes;
    this.maxGroup = maxGroup;
  }

  add(key: string, row: RowValue): void {
    const text = rowText(row);
    if (this.onDisk) return this.onDisk.add(key, text);
    const texts = this.held.get(key);
    if (texts) texts.push(text);
    else this.held.set(key, [text]);
    this.heldBytes += text.length + key.length + entryBytes;
    if (this.scratch && this.heldBytes > this.maxBytes) this.spill(this.scratch);
  }

  /** To be called once after the last row was added. */
  finish(): void {
    this.onDisk?.finish();
  }

  /** The rows with a key, in the order in which they were added. */
  find(key: string): FoundRows {
    const { onDisk, many } = this;
    if (!onDisk) return parsed(this.held.get(key) ?? [], many);
    const cached = this.cache.get(key);
    if (cached) return cached;
    const { count, texts, bytes } = onDisk.find(key, many ? this.maxGroup : 0);
    const found = texts ? parsed(texts, many) : { count, rows: undefined };
    if (bytes <= cachedBytes) this.keep(key, found, bytes);
    return found;
  }

  close(): void {
    this.onDisk?.close();
    this.held.clear();
    this.cache.clear();
  }

  private keep(key: string, found: FoundRows, bytes: number): void {
    if (this.cache.size >= cachedKeys || this.bytesInCache + bytes > cachedBytes) {
      this.cache = new Map();
      this.bytesInCache = 0;
    }
    this.cache.set(key, found);
    this.bytesInCache += bytes;
  }

  private spill(scratch: Scratch): void {
    this.onDisk = new RowsOnDisk(scratch);
    for (const [key, texts] of this.held) for (const text of texts) this.onDisk.add(key, text);
    this.held = new Map();
  }
}

function parsed(texts: readonly string[], many: boolean): FoundRows {
  const count = texts.length;
  return { count, rows: count > 1 && !many ? undefined : texts.map(parseRow) };
}

interface FoundTexts {
  readonly count: number;
  /** `undefined` if they are larger than allowed. */
  readonly texts: readonly string[] | undefined;
  /** Of the texts. */
  readonly bytes: number;
}

/** Rows in a scratch file, and their positions in another one, sorted by the digests of the rows' keys. */
class RowsOnDisk {
  private readonly texts: RowTexts;
  /** Until {@link finish}. */
  private positions: PositionPartitions | undefined;
  private index: PositionIndex | undefined;

  constructor(private readonly scratch: Scratch) {
    this.texts = new RowTexts(scratch.create());
    this.positions = new PositionPartitions(scratch);
  }

  add(key: string, text: string): void {
    this.positions?.add(wordsOf(keyDigest(key)), this.texts.add(text));
  }

  finish(): void {
    this.texts.flush();
    if (!this.positions) return;
    this.index = sortPositions(this.positions, this.scratch);
    this.positions.close();
    this.positions = undefined;
  }

  /** @param maxBytes of the texts of a key that has several */
  find(key: string, maxBytes: number): FoundTexts {
    let texts: string[] | undefined = [];
    let [count, bytes] = [0, 0];
    for (const position of this.index?.find(wordsOf(keyDigest(key))) ?? []) {
      count++;
      if (!texts) continue;
      const text = this.texts.read(position);
      bytes += text.length;
      if (count > 1 && bytes > maxBytes) texts = undefined;
      else texts.push(text);
    }
    return { count, texts, bytes: texts ? bytes : 0 };
  }

  close(): void {
    this.texts.close();
    this.positions?.close();
    this.index?.close();
  }
}
