import type { BenchOptions } from "./options";

/** A line of the table. */
export interface Figure {
  readonly what: string;
  readonly figure: string;
  /** Compared with something else that was measured in this run. */
  readonly ratio?: string;
}

/** One of the things that are measured. */
export interface Part {
  readonly name: string;
  /** Measured only if it is asked for by name. */
  readonly isLong?: boolean;
  readonly measure: (options: BenchOptions) => Promise<readonly Figure[]>;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** `12,300` */
export function rounded(number: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(number)) - 2);
  return (Math.round(number / unit) * unit).toLocaleString("en");
}

/** `2.3 ×` */
export function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)} ×`;
}
