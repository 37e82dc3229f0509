import { expect, it } from "vitest";
import { PollPace } from "../../../../../../migrations/sources/sql/postgres/replication/poll-pace";

function paceAfter(tookMs: number): PollPace {
  const pace = new PollPace(100);
  pace.noteReading(tookMs);
  return pace;
}

it.each([
  [1, 100],
  [10, 100],
  [11, 110],
  [2200, 22_000],
])("waits at least ten times as long as a reading without changes took: %d ms, %d ms", (tookMs, waitMs) => {
  expect(paceAfter(tookMs).waitMs(false)).toBe(waitMs);
});

it.each([
  [1, 100],
  [100, 1000],
  [101, 1000],
  [2200, 1000],
])("waits at most a second after a reading with changes: %d ms, %d ms", (tookMs, waitMs) => {
  expect(paceAfter(tookMs).waitMs(true)).toBe(waitMs);
});

it("asks for a later point to read from only after slow readings", () => {
  expect(paceAfter(20).isPointDue(0)).toBe(false);
  expect(paceAfter(21).isPointDue(0)).toBe(true);
});

it("asks for such a point once a second, and for a tenth of the time", () => {
  const pace = paceAfter(50);
  pace.notePoint(0, 10);
  expect([999, 1000].map((now) => pace.isPointDue(now))).toEqual([false, true]);
  pace.notePoint(1000, 300);
  expect([3999, 4000].map((now) => pace.isPointDue(now))).toEqual([false, true]);
});
