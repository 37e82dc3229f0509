import { setImmediate as pause } from "node:timers/promises";
import { firstWord, secondWord, thirdWord, wordAt } from "./digest-words";
import { digestBytes } from "./key-digest";
import { KeyMerge } from "./key-merge";
import { type KeyRun, KeyRunWriter } from "./key-run";
import { KeyTable } from "./key-table";
import type { Scratch } from "./scratch";

/** A run is merged with the older one before it unless that is more than this many times larger. */
const growth = 3;
/** Some milliseconds' work. */
const mergedAtOnce = 50_000;

/** Slightly fewer than a table of 2¹⁹ slots accepts before it grows: 6 MB. */
export const keysInMemory = 360_000;

/** Storage for keys that do not fit in memory. */
export interface KeyRoom {
  readonly scratch: Scratch;
  /** Keys held in memory, at most 24 bytes each. @default 360_000 */
  readonly keysInMemory?: number;
}

/**
 * Remembers which keys have been seen, by their digests. The latest are held in memory; all others are in files,
 * sorted, each some times as large as the next. Of them memory holds a filter of eight bits a key, so that a key that
 * is new, as nearly all are, is told without reading; 32 MB and no more a file.
 */
export class KeySet {
  private readonly recent = new KeyTable();
  private runs: readonly KeyRun[] = [];
  /** Of the last two runs. */
  private merge: KeyMerge | undefined;

  /** @param room @default memory, without bounds */
  constructor(private readonly room?: KeyRoom) {}

  /** Adds a digest, see `keyDigest`; `false` if it has been there. */
  add(digest: string): boolean {
    return this.addWords(firstWord(digest), secondWord(digest), thirdWord(digest));
  }

  /** Whether a digest has been added. */
  has(digest: string): boolean {
    this.finishMerging();
    const [a, b, c] = [firstWord(digest), secondWord(digest), thirdWord(digest)];
    return this.recent.has(a, b, c) || this.runs.some((run) => run.has(a, b, c));
  }

  /** Adds several digests, concatenated as bytes. */
  addAll(digests: Uint8Array): void {
    for (let at = 0; at < digests.length; at += digestBytes)
      this.addWords(wordAt(digests, at), wordAt(digests, at + 4), wordAt(digests, at + 8));
  }

  /** Merges files in the background, which takes seconds with many keys. Lookups wait for it. */
  async tidy(signal?: AbortSignal): Promise<void> {
    while (this.merge && !signal?.aborted) {
      this.goOnMerging(this.merge, mergedAtOnce);
      await pause();
    }
  }

  /** Lets go of the files. */
  close(): void {
    this.merge?.close();
    this.merge = undefined;
    this.runs.forEach((run) => run.close());
    this.runs = [];
  }

  private addWords(a: number, b: number, c: number): boolean {
    this.finishMerging();
    for (const run of this.runs) if (run.has(a, b, c)) return false;
    if (!this.recent.add(a, b, c)) return false;
    if (this.room && this.recent.size >= (this.room.keysInMemory ?? keysInMemory))
      this.spill(this.room.scratch);
    return true;
  }

  private spill(scratch: Scratch): void {
    const writer = new KeyRunWriter(scratch.create(), this.recent.size);
    this.recent.forEach((a, b, c) => writer.push(a, b, c));
    this.recent.clear();
    this.runs = [...this.runs, writer.finish()];
    this.startMerging(scratch);
  }

  private startMerging(scratch: Scratch): void {
    const [before, last] = this.runs.slice(-2);
    const isDue = before && last && before.size < growth * last.size;
    this.merge = isDue ? new KeyMerge(before, last, scratch) : undefined;
  }

  private goOnMerging(merge: KeyMerge, keys: number): void {
    const merged = merge.advance(keys);
    if (!merged) return;
    this.runs = [...this.runs.slice(0, -2), merged];
    this.startMerging(merge.scratch);
  }

  private finishMerging(): void {
    while (this.merge) this.goOnMerging(this.merge, Infinity);
  }
}
