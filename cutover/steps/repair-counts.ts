import type { WorkStart } from "./record-verified";

/** What a repair did. */
export interface RepairResult {
  /** Records that were looked at. */
  readonly records: number;
  /** Records whose stores differed, apart from those that the application was writing. */
  readonly differed: number;
  /** Items of the tables whose record is not known: they may be of records that are in the tables only. */
  readonly unknownItems: number;
  /** Records that changed in every round: run it again. */
  readonly unsettled: number;
  /** Records that could not be converged. */
  readonly failed: number;
  /** The first failures, for people. */
  readonly failures: readonly string[];
  /** Ledger entries that were removed. */
  readonly removed: number;
  /** Ledger entries that stay, since a write that they mark can still arrive. */
  readonly kept: number;
  readonly started: WorkStart;
}

/** How far a repair is. */
export type RepairProgress = Omit<RepairResult, "started">;

const shownFailures = 20;
/** What a repair has done so far. */
export class RepairCounts {
  private readonly counts = {
    ...{ records: 0, differed: 0, unknownItems: 0, unsettled: 0 },
    ...{ failed: 0, removed: 0, kept: 0 },
  };
  private readonly failures: string[] = [];

  get differed(): number {
    return this.counts.differed;
  }

  add(...names: readonly (keyof RepairCounts["counts"])[]): void {
    for (const name of names) this.counts[name]++;
  }

  failed(key: string, error: unknown): void {
    this.counts.failed++;
    if (this.failures.length < shownFailures)
      this.failures.push(`${key}: ${error instanceof Error ? error.message : String(error)}`);
  }

  result(): RepairProgress {
    return { ...this.counts, failures: [...this.failures] };
  }
}
