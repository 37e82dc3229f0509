/** The number of what comes before every transaction of the log. */
export const notOfLog = -1;

/** The dirty rows of a transaction. */
interface OpenTransaction {
  rows: number;
  committedAt: number | undefined;
}

/** Counts the dirty rows of each transaction, so that the first one is known without going through all rows. */
export class OpenTransactions {
  /** By number. Later ones come later, since a number is new or still there. */
  private readonly open = new Map<number, OpenTransaction>();

  /** @param committedAt milliseconds of the source's clock */
  add(number: number, committedAt: number | undefined): void {
    const known = this.open.get(number);
    if (!known) {
      this.open.set(number, { rows: 1, committedAt });
      return;
    }
    known.rows++;
    if (committedAt !== undefined) known.committedAt = Math.min(committedAt, known.committedAt ?? Infinity);
  }

  remove(number: number): void {
    const known = this.open.get(number);
    if (known && --known.rows === 0) this.open.delete(number);
  }

  /** The number of the first one, or infinity. Those before every transaction of the log are numbered {@link notOfLog}. */
  get first(): number {
    return this.open.has(notOfLog) ? notOfLog : (this.open.keys().next().value ?? Infinity);
  }

  /** When the first one of which that is known was committed. */
  get oldestCommit(): number | undefined {
    const ofNone = this.open.get(notOfLog)?.committedAt;
    for (const [number, { committedAt }] of this.open)
      if (number !== notOfLog && committedAt !== undefined) return Math.min(committedAt, ofNone ?? Infinity);
    return ofNone;
  }
}
