import { setImmediate as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import { followChanges } from "../../../../migrations/pipeline/follow/follow";
import type { Applied, RowOfEntity } from "../../../../migrations/pipeline/follow/change-applier";
import type { DirtyKey } from "../../../../migrations/pipeline/follow/dirty-keys";
import type { FollowState, RejectedRow } from "../../../../migrations/run-store/follow/follow-state";
import { WrittenSource } from "./written-source";

const state: FollowState = {
  ...{ formatVersion: 1, phase: "prepared", position: "0", name: "shop" },
  ...{ startedAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" },
  counts: { inserts: 0, updates: 0, deletes: 0, written: 0, deleted: 0, unchanged: 0 },
  ...{ rejected: [], dirty: 0, lagMs: 0 },
};

/** What a batch of rows becomes; `lost`: the connection is lost meanwhile. */
type Outcome = "lost" | Partial<Applied>;

/**
 * Follows to the end of a log with one change, of row 1, at a clock that stands still.
 * @param outcomes of the batches; later ones are carried over
 * @returns the rows of each batch
 */
async function batchesWith(outcomes: readonly Outcome[], rejected: readonly RejectedRow[] = []) {
  const source = new WrittenSource();
  source.commit([{ id: "1", row: { id: "1" } }]);
  source.publish();
  const batches: string[][] = [];
  const apply = async (settled: readonly DirtyKey[]): Promise<Applied> => {
    await pause();
    const outcome = outcomes[batches.length] ?? {};
    batches.push(settled.map(({ key }) => (JSON.parse(key) as string[])[0] as string));
    if (outcome === "lost") throw new UnreachableError("source-lost", "the connection was lost");
    return { settled, ...nothing, ...outcome };
  };
  const result = await followChanges({
    ...{ log: source.changeLog, state: { ...state, rejected: [...rejected] }, until: "1" },
    ...{ entities: ["user"], giveUpAfterMs: 1000 },
    open: () =>
      Promise.resolve({ applier: { apply, forgetOwners: () => {} }, close: () => Promise.resolve() }),
    store: { save: () => Promise.resolve() },
    ...{ now: () => new Date(0), monotonic: () => 0, signal: new AbortController().signal },
    sleep: () => pause(),
    observer: { progressed: () => {}, rejected: () => {}, suspended: () => {}, noted: () => {} },
  });
  return { batches, position: result.position, outcome: result.outcome };
}

const nothing = { held: [], again: [], rejected: [], written: 0, deleted: 0, unchanged: 0 };
const row = (id: string): RowOfEntity => ({ entity: "user", key: JSON.stringify([id, null]) });

describe("rows that were not carried over when the connection was lost", () => {
  it("are read again with the next connection if the log names them", async () => {
    const { batches, ...end } = await batchesWith(["lost"]);
    expect(batches).toEqual([["1"], ["1"]]);
    expect(end).toEqual({ position: "1", outcome: "caught-up" });
  });

  it("are read again with the next connection, not a minute later, if they were rejected before", async () => {
    const rejected = { ...row("7"), code: "where", message: "because" };
    const { batches, ...end } = await batchesWith(["lost", "lost"], [rejected]);
    expect(new Set(batches.slice(1).flat())).toEqual(new Set(["7", "1"]));
    expect(batches.filter((rows) => rows.includes("7"))).toHaveLength(3);
    expect(end).toEqual({ position: "1", outcome: "caught-up" });
  });

  it("are read again with the next connection if another row has released their item", async () => {
    const { batches, ...end } = await batchesWith([{ again: [row("2")] }, "lost"]);
    expect(batches.slice(0, 2)).toEqual([["1"], ["2"]]);
    expect(new Set(batches.slice(2).flat())).toEqual(new Set(["2", "1"]));
    expect(end).toEqual({ position: "1", outcome: "caught-up" });
  });
});
