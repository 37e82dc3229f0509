import type { LagPoint } from "../../run-store/follow/follow-state";
import { withLag } from "./lag-history";

/** Records the lag of one process over time, after that of those before it. */
export class LagRecorder {
  private readonly session: number;
  private maxMs = 0;

  /** @param points of the processes before */
  constructor(private points: readonly LagPoint[] = []) {
    this.session = (points.at(-1)?.session ?? 0) + 1;
  }

  /** Oldest first. */
  get lags(): readonly LagPoint[] {
    return this.points;
  }

  /** Notes a lag between two points. */
  seen(lagMs: number): void {
    this.maxMs = Math.max(this.maxMs, lagMs);
  }

  /** Ends a point. @param ms its length; the first one of a process has none */
  note(lagMs: number, ms: number, now: Date): void {
    this.seen(lagMs);
    if (!Number.isFinite(ms)) return;
    const at = new Date(now.getTime() - ms).toISOString();
    this.points = withLag(this.points, { at, ms, session: this.session, lagMs: this.maxMs });
    this.maxMs = 0;
  }
}
