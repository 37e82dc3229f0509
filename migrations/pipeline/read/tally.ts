import type { RejectionCode } from "../../items/rejection";

/**
 * The outcomes of an entity's rows. A row may become several items, each with its own outcome; the items are
 * counted here. `read = written + skipped + rejected`, always.
 */
export interface Tally {
  /** Rows that were read. */
  readonly rows: number;
  /** Their outcomes: items, and rows without an item. */
  readonly read: number;
  readonly written: number;
  /** Excluded by `where`, or already in the table. */
  readonly skipped: number;
  readonly rejected: number;
  /** The rejected ones by reason. */
  readonly rejectedBy: Readonly<Record<string, number>>;
}

/** How one item, or a row that became none, ended; a rejection is named by its code. */
export type Ending = "written" | "skipped" | RejectionCode;

export const emptyTally: Tally = { rows: 0, read: 0, written: 0, skipped: 0, rejected: 0, rejectedBy: {} };

/** Counts rows as they end. */
export class TallyCounter {
  private readonly counts: { rows: number; read: number; written: number; skipped: number; rejected: number };
  private readonly reasons: Record<string, number>;

  constructor({ rejectedBy, rows, read, written, skipped, rejected }: Tally = emptyTally) {
    this.counts = { rows, read, written, skipped, rejected };
    this.reasons = { ...rejectedBy };
  }

  /** A row with how everything ended that it became. */
  addRow(endings: readonly Ending[]): void {
    this.addPart(endings, true);
  }

  /** A row that became one thing. */
  addSingle(ending: Ending): void {
    this.counts.rows++;
    this.add(ending);
  }

  /** Settled outcomes of a row. @param isWhole whether no further outcome of the row follows */
  addPart(endings: readonly Ending[], isWhole: boolean): void {
    if (isWhole) this.counts.rows++;
    endings.forEach((ending) => this.add(ending));
  }

  private add(ending: Ending): void {
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
      rows: all.rows + one.rows,
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

/** The outcomes of an entity's rows, from its checkpoint. */
export function settledTally(checkpoint: Tally & { readonly settled?: Tally }): Tally {
  const { rows, read, written, skipped, rejected, rejectedBy } = checkpoint.settled ?? checkpoint;
  return { rows, read, written, skipped, rejected, rejectedBy };
}

/** Whether everything that was read is accounted for. */
export function addsUp(tally: Tally): boolean {
  return tally.read === tally.written + tally.skipped + tally.rejected;
}
