import { type Ending, type Tally, TallyCounter } from "./tally";

/**
 * The row up to which everything is settled. Batches are acknowledged out of order, but only rows below which
 * nothing is open may be called done in a checkpoint: a row settled above the mark is sent again after a kill,
 * one below it never.
 */
export class ProgressMark {
  private readonly waiting = new Map<number, Ending>();
  private readonly counter: TallyCounter;

  /** @param row everything up to here was settled before, as the tally says */
  constructor(
    private row = 0,
    tally?: Tally,
  ) {
    this.counter = new TallyCounter(tally);
  }

  /** The last row up to which all are settled. */
  get settledUpTo(): number {
    return this.row;
  }

  /** What became of the rows up to the mark. */
  get tally(): Tally {
    return this.counter.tally;
  }

  /** Rows settled above the mark. */
  get ahead(): number {
    return this.waiting.size;
  }

  /** Notes how a row ended, each row once, in any order. */
  settle(row: number, ending: Ending): void {
    this.waiting.set(row, ending);
    for (
      let next = this.waiting.get(this.row + 1);
      next !== undefined;
      next = this.waiting.get(this.row + 1)
    ) {
      this.row++;
      this.waiting.delete(this.row);
      this.counter.add(next);
    }
  }
}
