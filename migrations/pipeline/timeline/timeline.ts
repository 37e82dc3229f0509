import type { TimelinePoint } from "../../run-store/timeline/timeline-point";
import type { TimelineSink } from "../../run-store/timeline/timeline-sink";
import type { Progress } from "../read/observer";

/** Counts what a run does, and hands it on in points of about the sink's period. */
export class Timeline {
  private startedAt: Date;
  private start: number;
  private counts = emptyCounts();
  private inFlight = 0;
  /** Requests in flight of other processes, by their names. */
  private readonly elsewhere = new Map<string, number>();
  /** Rows accounted for, by entity. */
  private readonly rows = new Map<string, number>();

  /**
   * @param before rows that earlier processes of the run have accounted for, by entity
   * @param monotonic milliseconds since some moment in the past, never set back. @default the clock's
   */
  constructor(
    private readonly sink: TimelineSink,
    private readonly now: () => Date,
    before: Readonly<Record<string, number>> = {},
    private readonly monotonic: () => number = () => now().getTime(),
  ) {
    this.startedAt = now();
    this.start = monotonic();
    for (const [entity, rows] of Object.entries(before)) this.rows.set(entity, rows);
  }

  /** Counts the rows that this process has settled since it was called before. */
  rowsAt(entity: string, { rows, recalledRows = 0 }: Pick<Progress, "rows" | "recalledRows">): void {
    const settled = rows - recalledRows;
    this.counts.read += settled - (this.rows.get(entity) ?? 0);
    this.rows.set(entity, settled);
  }

  written(items: number, writeUnits: number): void {
    this.counts.written += items;
    this.counts.writeUnits += writeUnits;
  }

  retried(reason: string): void {
    this.counts.retries[reason] = (this.counts.retries[reason] ?? 0) + 1;
  }

  /** Counts what another process of the run has done. @param name of that process */
  addPoint(name: string, { read, written, writeUnits, retries, inFlight }: TimelinePoint): void {
    this.counts.read += read;
    this.counts.written += written;
    this.counts.writeUnits += writeUnits;
    for (const [reason, times] of Object.entries(retries))
      this.counts.retries[reason] = (this.counts.retries[reason] ?? 0) + times;
    this.elsewhere.set(name, inFlight);
    const all = [...this.elsewhere.values()].reduce((sum, requests) => sum + requests, 0);
    this.counts.inFlight = Math.max(this.counts.inFlight, all);
  }

  requestBegan(): void {
    this.inFlight++;
    this.counts.inFlight = Math.max(this.counts.inFlight, this.inFlight);
  }

  requestEnded(): void {
    this.inFlight--;
  }

  /** Hands on a point that is due. To be called several times in a period. */
  tick(): void {
    if (this.monotonic() - this.start >= this.sink.periodMs) this.handOn();
  }

  /** Hands on what is left. */
  finish(): void {
    const { read, written, retries } = this.counts;
    if (read > 0 || written > 0 || Object.keys(retries).length > 0) this.handOn();
  }

  private handOn(): void {
    const end = this.monotonic();
    const ms = Math.max(1, Math.round(end - this.start));
    this.sink.add({ at: this.startedAt.toISOString(), ms, session: this.sink.session, ...this.counts });
    this.startedAt = this.now();
    this.start = end;
    this.counts = { ...emptyCounts(), inFlight: this.inFlight };
  }
}

function emptyCounts(): {
  read: number;
  written: number;
  writeUnits: number;
  retries: Record<string, number>;
  inFlight: number;
} {
  return { read: 0, written: 0, writeUnits: 0, retries: {}, inFlight: 0 };
}
