import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTimeline, TimelineFile } from "../../../../migrations/run-store/timeline/timeline-file";
import type { TimelinePoint } from "../../../../migrations/run-store/timeline/timeline-point";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { samplePoint } from "./sample-points";

const noTrouble = (error: unknown): never => {
  throw error;
};

function total(points: readonly TimelinePoint[]): number {
  return points.reduce((sum, point) => sum + point.written, 0);
}

describe("the file of a timeline", () => {
  const folder = useTemporaryFolder();
  const path = (): string => join(folder(), "timeline.jsonl");

  it("has a line a point", async () => {
    const file = await TimelineFile.open(path(), noTrouble);
    file.add(samplePoint(0));
    file.add(samplePoint(1));
    expect((await readFile(path(), "utf8")).split("\n")).toHaveLength(3);
    expect(await readTimeline(path())).toEqual([samplePoint(0), samplePoint(1)]);
  });

  it("stays bounded and keeps the sums, with points that grow longer", async () => {
    const file = await TimelineFile.open(path(), noTrouble, 8);
    const points = Array.from({ length: 100 }, (_, second) => samplePoint(second));
    points.forEach((point) => file.add(point));
    const kept = await readTimeline(path());
    expect(kept.length).toBeLessThanOrEqual(8);
    expect(total(kept)).toBe(total(points));
    expect(file.periodMs).toBeGreaterThan(250);
  });

  it("stays bounded over any number of sessions", async () => {
    for (let session = 1; session <= 30; session++) {
      const file = await TimelineFile.open(path(), noTrouble, 8);
      file.add(samplePoint(session, { session: file.session }));
    }
    const kept = await readTimeline(path());
    expect(kept.length).toBeLessThanOrEqual(8);
    expect(total(kept)).toBe(30 * 90);
    expect(kept.at(-1)?.session).toBe(30);
  });

  it("goes on after a kill in the middle of a line", async () => {
    (await TimelineFile.open(path(), noTrouble)).add(samplePoint(0));
    await appendFile(path(), '{"at":"2026-01-01T12:');
    const file = await TimelineFile.open(path(), noTrouble);
    file.add(samplePoint(60, { session: file.session }));
    expect((await readTimeline(path())).map(({ session }) => session)).toEqual([1, 2]);
  });

  it("goes on with points as long as they were", async () => {
    const file = await TimelineFile.open(path(), noTrouble);
    [0, 4, 8].forEach((second) => file.add(samplePoint(second, { ms: 4100 })));
    expect((await TimelineFile.open(path(), noTrouble)).periodMs).toBe(4000);
  });

  it("passes over lines that are no points", async () => {
    await appendFile(path(), `null\n[]\n{"at":1}\n${JSON.stringify(samplePoint(0))}\n`);
    expect(await readTimeline(path())).toEqual([samplePoint(0)]);
  });

  it("says once that it cannot be kept, and does not stop the run", async () => {
    const troubles: unknown[] = [];
    const file = await TimelineFile.open(join(folder(), "missing", "timeline.jsonl"), (error) =>
      troubles.push(error),
    );
    file.add(samplePoint(0));
    file.add(samplePoint(1));
    expect(troubles).toHaveLength(1);
  });
});
