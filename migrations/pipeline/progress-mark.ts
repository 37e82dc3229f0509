import { type Ending, type Tally, TallyCounter } from "./tally";

/** A row whose items are on their way. */
interface OpenRow {
  left: number;
  readonly endings: Ending[];
}

/**
 * The row up to which everything is settled. Batches are acknowledged out of order, but only rows below which
 * nothing is open may be called done in a checkpoint: a row settled above the mark is sent again after a kill,
 * one below it never. A row is settled when everything is that it became.
 */
export class ProgressMark {
  private readonly open = new Map<number, OpenRow>();
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

  /** Takes a row in, each once, in order. @param outcomes what it became, at least 1 */
  begin(row: number, outcomes: number): void {
    this.open.set(row, { left: outcomes, endings: [] });
  }

  /** Notes how one outcome of a row that was begun ended, in any order. */
  settle(row: number, ending: Ending): void {
    const open = this.open.get(row) as OpenRow;
    open.endings.push(ending);
    if (--open.left === 0) this.advance();
  }

  private advance(): void {
    for (let next = this.open.get(this.row + 1); next?.left === 0; next = this.open.get(this.row + 1)) {
      this.open.delete(++this.row);
      this.counter.addRow(next.endings);
    }
  }
}
