import { beforeEach, describe, expect, it } from "vitest";
import { Timeline } from "../../../../migrations/pipeline/timeline/timeline";
import { type TimelineSink } from "../../../../migrations/run-store/timeline/timeline-sink";
import type { TimelinePoint } from "../../../../migrations/run-store/timeline/timeline-point";

describe("a timeline", () => {
  let ms: number;
  let points: TimelinePoint[];
  let sink: TimelineSink;
  const now = (): Date => new Date(ms);

  beforeEach(() => {
    ms = 0;
    points = [];
    sink = { periodMs: 1000, session: 1, add: (point) => points.push(point) };
  });

  it("hands on what happened in a period, once it is over", () => {
    const timeline = new Timeline(sink, now);
    timeline.rowsAt("user", { rows: 30 });
    timeline.written(25, 50);
    timeline.retried("ThrottlingException");
    ms = 999;
    timeline.tick();
    expect(points).toEqual([]);
    ms = 1000;
    timeline.tick();
    expect(points).toEqual([
      {
        at: "1970-01-01T00:00:00.000Z",
        ms: 1000,
        session: 1,
        read: 30,
        written: 25,
        writeUnits: 50,
        retries: { ThrottlingException: 1 },
        inFlight: 0,
      },
    ]);
  });

  it("counts rows of entities that go on at the same time", () => {
    const timeline = new Timeline(sink, now);
    timeline.rowsAt("user", { rows: 10 });
    timeline.rowsAt("post", { rows: 5 });
    timeline.rowsAt("user", { rows: 30 });
    timeline.finish();
    expect(points[0]?.read).toBe(35);
  });

  it("does not count rows of an earlier process again", () => {
    const timeline = new Timeline(sink, now, { user: 1000 });
    timeline.rowsAt("user", { rows: 1010 });
    timeline.finish();
    expect(points[0]?.read).toBe(10);
  });

  it("keeps the most requests in flight, those begun in an earlier period too", () => {
    const timeline = new Timeline(sink, now);
    timeline.requestBegan();
    timeline.requestBegan();
    timeline.requestEnded();
    ms = 1000;
    timeline.tick();
    ms = 2000;
    timeline.tick();
    expect(points.map(({ inFlight }) => inFlight)).toEqual([2, 1]);
  });

  it("has a longer point where the process was held up", () => {
    const timeline = new Timeline(sink, now);
    ms = 7000;
    timeline.tick();
    expect(points[0]?.ms).toBe(7000);
  });

  it("ends with what is left, and without a point where nothing is", () => {
    const timeline = new Timeline(sink, now);
    timeline.finish();
    expect(points).toEqual([]);
    timeline.written(1, 1);
    timeline.finish();
    expect(points).toHaveLength(1);
  });
});
