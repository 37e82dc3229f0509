import type { Side } from "../phase";
import { LatencyHistogram } from "./latency-histogram";

/** Counts of one store. */
interface StoreCounts {
  reads: number;
  calls: number;
  errors: number;
}

/** What happened to an entity in this process: since its start, or in a window. */
export interface Counts {
  readonly old: Readonly<StoreCounts>;
  readonly new: Readonly<StoreCounts>;
  readonly writes: number;
  readonly compared: number;
  readonly differences: number;
  readonly dropped: number;
}

/** {@link Counts} of a window, with its latencies. */
export interface WindowCounts extends Counts {
  /** Milliseconds. */
  readonly latencyP99: { readonly old?: number; readonly new?: number };
}

type MutableCounts = {
  -readonly [Name in keyof Counts]: Counts[Name] extends number ? number : StoreCounts;
};

function noCounts(): MutableCounts {
  const none = () => ({ reads: 0, calls: 0, errors: 0 });
  return { old: none(), new: none(), writes: 0, compared: 0, differences: 0, dropped: 0 };
}

/** Counts calls, errors, latencies and comparisons of an entity. */
export class EntityCounters {
  readonly total: Counts;
  private readonly sum = noCounts();
  private window = noCounts();
  private readonly latency = { old: new LatencyHistogram(), new: new LatencyHistogram() };

  constructor() {
    this.total = this.sum;
  }

  /** A call of a store has ended. Errors have no latency: a refused call is fast, and a timeout is counted as an error. */
  call(side: Side, milliseconds: number, isError: boolean): void {
    this.sum[side].calls++;
    this.window[side].calls++;
    if (isError) {
      this.sum[side].errors++;
      this.window[side].errors++;
    } else this.latency[side].add(milliseconds);
  }

  read(side: Side): void {
    this.sum[side].reads++;
    this.window[side].reads++;
  }

  count(what: "writes" | "compared" | "differences" | "dropped"): void {
    this.sum[what]++;
    this.window[what]++;
  }

  /** Ends the window, and returns it. */
  nextWindow(): WindowCounts {
    const { p99: old } = this.latency.old;
    const { p99: tables } = this.latency.new;
    const ended = {
      ...this.window,
      latencyP99: { ...(old !== undefined && { old }), ...(tables !== undefined && { new: tables }) },
    };
    this.window = noCounts();
    this.latency.old.clear();
    this.latency.new.clear();
    return ended;
  }
}
