import type { Acknowledgement } from "../../run-store/checkpoint";
import { type Ending, type Tally, TallyCounter } from "../read/tally";

/** Something that a row became, with how it ended. */
export interface Ended {
  readonly ending: Ending;
  /** The service's outcome; absent if no request was sent. */
  readonly acknowledgement?: Acknowledgement | undefined;
}

/** How far the rows of an entity are settled. */
export interface Mark {
  /** Everything up to this row is settled. */
  readonly settledUpTo: number;
  /** Items of those rows that had a key of their own. */
  readonly keys: number;
}

/** A row that became several things. */
class OpenRow {
  readonly ended: Ended[] = [];

  constructor(
    public left: number,
    readonly keys: number,
  ) {}
}

/** A row that became one thing, which has not ended. */
type OpenSingle = "open";

/** The first rows are let go of once they are so many, and half of all. */
const fewRows = 1024;

/**
 * The row up to which everything is settled. Batches are acknowledged out of order, but only rows below which
 * nothing is open may be called done in a checkpoint. A row is settled when everything is that it became.
 */
export class ProgressMark {
  /** The rows after the mark, in their order, from `first` on; a row that became one thing is that, once it ended. */
  private open: (OpenSingle | OpenRow | Ended)[] = [];
  private withKey: boolean[] = [];
  private first = 0;
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

  /** Outcomes of the rows up to the mark. */
  get tally(): Tally {
    return this.counter.tally;
  }

  /** Outcomes of all rows so far. */
  get tallySoFar(): Tally {
    const counter = new TallyCounter(this.counter.tally);
    for (const row of this.rows()) {
      if (typeof row === "string") continue;
      if (row instanceof OpenRow)
        counter.addPart(
          row.ended.map(({ ending }) => ending),
          row.left === 0,
        );
      else counter.addPart([row.ending], true);
    }
    return counter.tally;
  }

  /** Settled rows, below or above the mark. */
  get settledRows(): number {
    return this.settled;
  }

  /** Rows above the mark. */
  get openRows(): number {
    return this.open.length - this.first;
  }

  /** The service's outcomes of rows above the mark. */
  get ahead(): Acknowledgement[] {
    return this.rows().flatMap((row) => {
      if (typeof row === "string") return [];
      const ended = row instanceof OpenRow ? row.ended : [row];
      return ended.flatMap(({ acknowledgement }) => acknowledgement ?? []);
    });
  }

  /** Takes a row in, each once, in order. @param outcomes what it became, at least 1. @param keys of them with a key */
  begin(outcomes: number, keys: number): void {
    this.open.push(outcomes > 1 ? new OpenRow(outcomes, keys) : "open");
    this.withKey.push(outcomes === 1 && keys === 1);
  }

  /** Notes that one outcome of a started row is settled, in any order. */
  settle(row: number, ended: Ended): void {
    const at = this.first + row - this.row - 1;
    const open = this.open[at];
    if (open instanceof OpenRow) {
      open.ended.push(ended);
      if (--open.left > 0) return;
    } else {
      this.open[at] = ended;
    }
    this.settled++;
    if (at === this.first) this.advance();
  }

  private rows(): (OpenSingle | OpenRow | Ended)[] {
    return this.open.slice(this.first);
  }

  private advance(): void {
    const { open, counter } = this;
    for (; this.first < open.length; this.first++) {
      const row = open[this.first] as OpenSingle | OpenRow | Ended;
      if (typeof row === "string") break;
      if (row instanceof OpenRow) {
        if (row.left > 0) break;
        this.keyCount += row.keys;
        counter.addRow(row.ended.map(({ ending }) => ending));
      } else {
        if (this.withKey[this.first]) this.keyCount++;
        counter.addSingle(row.ending);
      }
      open[this.first] = "open";
      this.row++;
    }
    if (this.first < fewRows || this.first * 2 < open.length) return;
    this.open = open.slice(this.first);
    this.withKey = this.withKey.slice(this.first);
    this.first = 0;
  }
}
