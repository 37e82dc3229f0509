import type { Acknowledgement } from "../../run-store/checkpoint";
import { type Ending, type Tally, TallyCounter } from "../read/tally";

/** A row of which something is on its way. */
interface OpenRow {
  left: number;
  readonly keys: number;
  readonly endings: Ending[];
  readonly acknowledged: Acknowledgement[];
}

/** How far the rows of an entity are settled. */
export interface Mark {
  /** Everything up to this row is settled. */
  readonly settledUpTo: number;
  /** Items of those rows that had a key of their own. */
  readonly keys: number;
}

/**
 * The row up to which everything is settled. Batches are acknowledged out of order, but only rows below which
 * nothing is open may be called done in a checkpoint. A row is settled when everything is that it became.
 */
export class ProgressMark {
  private readonly open = new Map<number, OpenRow>();
  private readonly counter: TallyCounter;
  private row: number;
  private keyCount: number;
  private settled: number;

  /** @param before where an earlier process came, and how it tells */
  constructor(before: Mark = { settledUpTo: 0, keys: 0 }, tally?: Tally) {
    this.row = before.settledUpTo;
    this.keyCount = before.keys;
    this.settled = before.settledUpTo;
    this.counter = new TallyCounter(tally);
  }

  /** The last row up to which all are settled. */
  get settledUpTo(): number {
    return this.row;
  }

  /** Items of the rows up to the mark that had a key of their own. */
  get keys(): number {
    return this.keyCount;
  }

  /** What became of the rows up to the mark. */
  get tally(): Tally {
    return this.counter.tally;
  }

  /** What has become of all rows so far. */
  get tallySoFar(): Tally {
    const counter = new TallyCounter(this.counter.tally);
    for (const { left, endings } of this.open.values()) counter.addPart(endings, left === 0);
    return counter.tally;
  }

  /** Rows that are settled, wherever they stand. */
  get settledRows(): number {
    return this.settled;
  }

  /** Rows above the mark. */
  get openRows(): number {
    return this.open.size;
  }

  /** What the service has said of rows above the mark. */
  get ahead(): Acknowledgement[] {
    return [...this.open.values()].flatMap((row) => row.acknowledged);
  }

  /** Takes a row in, each once, in order. @param outcomes what it became, at least 1. @param keys of them with a key */
  begin(row: number, outcomes: number, keys: number): void {
    this.open.set(row, { left: outcomes, keys, endings: [], acknowledged: [] });
  }

  /** Notes how one outcome of a row that was begun ended, in any order. */
  settle(row: number, ending: Ending, acknowledgement?: Acknowledgement): void {
    const open = this.open.get(row) as OpenRow;
    open.endings.push(ending);
    if (acknowledgement) open.acknowledged.push(acknowledgement);
    if (--open.left > 0) return;
    this.settled++;
    this.advance();
  }

  private advance(): void {
    for (let next = this.open.get(this.row + 1); next?.left === 0; next = this.open.get(this.row + 1)) {
      this.open.delete(++this.row);
      this.keyCount += next.keys;
      this.counter.addRow(next.endings);
    }
  }
}
