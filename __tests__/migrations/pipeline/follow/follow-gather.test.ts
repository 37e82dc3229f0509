import { setImmediate as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { followChanges } from "../../../../migrations/pipeline/follow/follow";
import type { RowApplier } from "../../../../migrations/pipeline/follow/authority-applier";
import { WrittenSource } from "./written-source";

const at = "2026-01-01T00:00:00.000Z";

it("reads the first row at once, and the rows that are written within 50 ms after it together", async () => {
  const source = new WrittenSource();
  let written = 0;
  const write = (): void => {
    const id = String(++written);
    source.commit([{ id, row: { id } }]);
    source.publish();
  };
  let timeMs = 0;
  const readings: { readonly atMs: number; readonly rows: number }[] = [];
  const applier: RowApplier = {
    forgetOwners: () => {},
    apply: (settled) => {
      readings.push({ atMs: timeMs, rows: settled.length });
      const nothing = { held: [], again: [], rejected: [], written: 0, deleted: 0, unchanged: 0 };
      return Promise.resolve({ settled, ...nothing });
    },
  };
  write();
  await followChanges({
    ...{ log: source.changeLog, entities: ["user"], until: "60", giveUpAfterMs: 1000 },
    state: {
      ...{ formatVersion: 1, phase: "prepared", position: "0", name: "shop", startedAt: at, updatedAt: at },
      counts: { inserts: 0, updates: 0, deletes: 0, written: 0, deleted: 0, unchanged: 0 },
      ...{ rejected: [], dirty: 0, lagMs: 0 },
    },
    open: () => Promise.resolve({ applier, close: () => Promise.resolve() }),
    store: { save: () => Promise.resolve() },
    ...{ now: () => new Date(0), monotonic: () => timeMs, signal: new AbortController().signal },
    // A row is written every 5 ms.
    sleep: async (ms) => {
      for (const endMs = timeMs + ms; timeMs < endMs; await pause()) {
        timeMs += 5;
        if (written < 60 && readings.length > 0) write();
      }
    },
    observer: { progressed: () => {}, rejected: () => {}, suspended: () => {}, noted: () => {} },
  });
  expect(readings.reduce((sum, { rows }) => sum + rows, 0)).toBe(60);
  const gaps = readings.slice(1).map(({ atMs }, index) => atMs - (readings[index]?.atMs ?? 0));
  expect(readings[0]?.rows).toBe(1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  expect(readings.length).toBeLessThan(10);
});
