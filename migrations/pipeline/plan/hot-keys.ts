/** Keys below this share of the units may be forgotten, so that memory does not grow with the number of keys. */
const forgottenShare = 1 / 10_000;

/** A partition key and what is written to it. */
export interface KeyUnits {
  readonly key: string;
  /** Write units; never too many, and too few by a ten-thousandth of all units at most. */
  readonly units: number;
}

/**
 * Finds the partition keys that take the most write units among any number of keys, by lossy counting: now and
 * then those that have had less than their share so far are dropped.
 *
 * @see Manku and Motwani, Approximate Frequency Counts over Data Streams, VLDB 2002
 */
export class HotKeys {
  private readonly counts = new Map<string, { units: number; readonly missed: number }>();
  private total = 0;
  private nextSweep = 1 / forgottenShare;

  /** @param key as people know it */
  add(key: string, units: number): void {
    this.total += units;
    const count = this.counts.get(key);
    if (count) count.units += units;
    else this.counts.set(key, { units, missed: this.total * forgottenShare });
    if (this.total >= this.nextSweep) this.sweep();
  }

  /** The keys with the most units, most first. */
  top(max: number): KeyUnits[] {
    return [...this.counts]
      .map(([key, { units }]) => ({ key, units }))
      .toSorted((a, b) => b.units - a.units)
      .slice(0, max);
  }

  private sweep(): void {
    const min = this.total * forgottenShare;
    for (const [key, { units, missed }] of this.counts) if (units + missed <= min) this.counts.delete(key);
    this.nextSweep = this.total + 1 / forgottenShare;
  }
}
