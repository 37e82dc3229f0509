import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { privateFile } from "../../files/private-files";
import { replaceFileSync } from "../../files/replace-file";
import { readJsonLine } from "../../items/json-line";
import { coarsened, type TimelinePoint } from "./timeline-point";
import type { TimelineSink } from "./timeline-sink";

/** The name of the file in a run's folder. */
export const timelineFile = "timeline.jsonl";

/** A point at first; some ten minutes fit before points are joined. */
const firstPeriodMs = 250;
const maxPoints = 2400;

/**
 * Keeps a run's timeline as lines of a file. At the maximum number of points, every two are merged, and later points
 * cover twice the time.
 *
 * The timeline is for the report only; a failure to write it does not stop the run.
 */
export class TimelineFile implements TimelineSink {
  periodMs: number;
  private isBroken = false;

  private constructor(
    private readonly path: string,
    private points: TimelinePoint[],
    readonly session: number,
    private readonly onTrouble: (error: unknown) => void,
    private readonly max: number,
  ) {
    this.periodMs = periodOf(points);
  }

  /** Opens or creates a run's timeline. @param onTrouble called once, if it cannot be written */
  static async open(
    path: string,
    onTrouble: (error: unknown) => void,
    max = maxPoints,
  ): Promise<TimelineFile> {
    const before = await readTimeline(path).catch(() => []);
    const file = new TimelineFile(path, [...before], (before.at(-1)?.session ?? 0) + 1, onTrouble, max);
    // A killed process can have left half a line.
    if (before.length > 0) file.writeAll();
    return file;
  }

  add(point: TimelinePoint): void {
    this.points.push(point);
    if (this.points.length <= this.max) {
      this.attempt(() => appendFileSync(this.path, lineOf(point), { mode: privateFile }));
      return;
    }
    this.points = coarsened(this.points);
    this.periodMs *= 2;
    this.writeAll();
  }

  private writeAll(): void {
    this.attempt(() => replaceFileSync(this.path, this.points.map(lineOf).join("")));
  }

  private attempt(write: () => void): void {
    if (this.isBroken) return;
    try {
      write();
    } catch (error) {
      this.isBroken = true;
      this.onTrouble(error);
    }
  }
}

/** The period that most points were made with; one that was held up is longer. */
function periodOf(points: readonly TimelinePoint[]): number {
  const sorted = points.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const typical = sorted[Math.floor(sorted.length / 2)] ?? firstPeriodMs;
  return firstPeriodMs * 2 ** Math.max(0, Math.floor(Math.log2(typical / firstPeriodMs)));
}

/** The points of a run's timeline, oldest first; lines that are not whole are passed over. */
export async function readTimeline(path: string): Promise<TimelinePoint[]> {
  const text = await readFile(path, "utf8");
  return text.split("\n").flatMap((line) => readJsonLine(line, pointOf) ?? []);
}

function lineOf(point: TimelinePoint): string {
  return `${JSON.stringify(point)}\n`;
}

function pointOf(json: unknown): TimelinePoint | undefined {
  const point = json as Partial<TimelinePoint> | null;
  return typeof point?.at === "string" && typeof point.ms === "number" && typeof point.session === "number"
    ? (point as TimelinePoint)
    : undefined;
}
