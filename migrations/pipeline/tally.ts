import type { RejectionCode } from "../transform/rejection";

/** What became of the rows of an entity. `read = written + skipped + rejected`, always. */
export interface Tally {
  readonly read: number;
  readonly written: number;
  /** Left out by `where`, or already in the table. */
  readonly skipped: number;
  readonly rejected: number;
  /** The rejected ones by reason. */
  readonly rejectedBy: Readonly<Record<string, number>>;
}

/** How one row ended; a rejection is named by its code. */
export type Ending = "written" | "skipped" | RejectionCode;

export const emptyTally: Tally = { read: 0, written: 0, skipped: 0, rejected: 0, rejectedBy: {} };

/** Counts rows as they end. */
export class TallyCounter {
  private readonly counts: { read: number; written: number; skipped: number; rejected: number };
  private readonly reasons: Record<string, number>;

  constructor({ rejectedBy, read, written, skipped, rejected }: Tally = emptyTally) {
    this.counts = { read, written, skipped, rejected };
    this.reasons = { ...rejectedBy };
  }

  add(ending: Ending): void {
    this.counts.read++;
    if (ending === "written" || ending === "skipped") {
      this.counts[ending]++;
    } else {
      this.counts.rejected++;
      this.reasons[ending] = (this.reasons[ending] ?? 0) + 1;
    }
  }

  get tally(): Tally {
    return { ...this.counts, rejectedBy: { ...this.reasons } };
  }
}

/** All tallies together. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      read: all.read + one.read,
      written: all.written + one.written,
      skipped: all.skipped + one.skipped,
      rejected: all.rejected + one.rejected,
      rejectedBy: sumReasons(all.rejectedBy, one.rejectedBy),
    }),
    emptyTally,
  );
}

function sumReasons(a: Tally["rejectedBy"], b: Tally["rejectedBy"]): Tally["rejectedBy"] {
  const codes = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...codes].map((code) => [code, (a[code] ?? 0) + (b[code] ?? 0)]));
}

/** Whether every row that was read is accounted for. */
export function addsUp(tally: Tally): boolean {
  return tally.read === tally.written + tally.skipped + tally.rejected;
}
