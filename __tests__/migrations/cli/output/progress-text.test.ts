import { describe, expect, it } from "vitest";
import { progressBar, progressLine } from "../../../../migrations/cli/output/progress-text";

const figures = {
  entity: "note",
  progress: { rows: 1234, total: 3000.4 },
  rate: 512.3,
  retries: 0,
};

describe("progressLine", () => {
  it("says percent, rows, the estimated total, rate and time left", () => {
    expect(progressLine(figures)).toBe(
      "note: 41 %, 1,234 of about 3,000 rows, 512 rows per second, 3.4 s left",
    );
  });

  it("does not call an exact total an estimate, and names retried requests", () => {
    const progress = { rows: 1, total: 2, isTotalExact: true, unit: "item" as const };
    expect(progressLine({ ...figures, progress, rate: 0.5, retries: 1 })).toBe(
      "note: 50 %, 1 of 2 items, 0.5 items per second, 2.0 s left, 1 request retried",
    );
  });

  it("promises no end if nothing moves", () => {
    expect(progressLine({ ...figures, rate: 0 })).toBe(
      "note: 41 %, 1,234 of about 3,000 rows, 0 rows per second",
    );
  });

  it("says no share if the total is unknown", () => {
    const progress = { rows: 7, total: undefined };
    expect(progressLine({ ...figures, progress, rate: undefined })).toBe("note: 7 rows");
  });

  it("stays below 100 % as long as the work goes on, even if the estimate was too low", () => {
    expect(progressLine({ ...figures, progress: { rows: 3100, total: 3000 }, rate: undefined })).toBe(
      "note: 99 %, 3,100 of about 3,100 rows",
    );
  });
});

describe("progressBar", () => {
  it("has a bar of the share that is done", () => {
    const bar = progressBar({ ...figures, progress: { rows: 500, total: 1000 } }, 100);
    expect(bar).toBe("note ███████████████░░░░░░░░░░░░░░░ 50 % · 1.0 s left · 500 of ~1,000 rows · 512/s");
  });

  it.each([120, 80, 60, 40, 30])("fits into %i columns", (columns) => {
    const bar = progressBar({ ...figures, retries: 12 }, columns);
    expect(bar.length).toBeLessThanOrEqual(columns);
    expect(bar).toMatch(/^note █+░+ 41 %/);
  });

  it("is the share alone if there is no room", () => {
    expect(progressBar(figures, 10)).toBe("note 41 %");
  });
});
