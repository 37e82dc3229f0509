import { setImmediate as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import { DirtyKeys } from "../../../../migrations/pipeline/follow/dirty-keys";
import { followChanges } from "../../../../migrations/pipeline/follow/follow";
import type { RowApplier } from "../../../../migrations/pipeline/follow/authority-applier";
import { RejectedRows } from "../../../../migrations/pipeline/follow/rejected-rows";
import { UnansweredMarks } from "../../../../migrations/pipeline/follow/unanswered-marks";
import type { FollowState } from "../../../../migrations/run-store/follow/follow-state";
import type { ChangeLog, LogStep } from "../../../../migrations/sources/change-log";

const state: FollowState = {
  ...{ formatVersion: 1, phase: "prepared", position: "0", name: "shop" },
  ...{ startedAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" },
  counts: { inserts: 0, updates: 0, deletes: 0, written: 0, deleted: 0, unchanged: 0 },
  ...{ rejected: [], dirty: 0, lagMs: 0 },
};

/** A log of transactions that never ends, with other rows in each. */
class EndlessLog {
  steps = 0;
  readonly log: ChangeLog;

  constructor(rowsOfStep: number, isTransaction: boolean) {
    const steps = async function* (this: EndlessLog, signal: AbortSignal): AsyncGenerator<LogStep> {
      while (!signal.aborted) {
        await pause();
        const first = this.steps++ * rowsOfStep;
        const changes = Array.from({ length: rowsOfStep }, (_, at) => ({
          ...{ entity: "user", kind: "update" as const },
          ...{ key: `["${first + at}"]`, written: `["${first + at}"]` },
        }));
        yield { changes, ...(!isTransaction && { position: String(this.steps) }) };
      }
    }.bind(this);
    this.log = {
      ...{ check: () => Promise.resolve([]), begin: () => Promise.resolve("0") },
      changes: (_from, signal) => steps(signal),
      ...{ end: () => Promise.resolve("never"), isReached: () => false },
      ...{ settled: () => Promise.resolve(), state: () => Promise.resolve({ notes: [] }) },
      ...{ remove: () => Promise.resolve([]), close: () => Promise.resolve() },
    };
  }
}

/** Follows with an applier until a condition holds. @returns the most rows that were dirty */
async function mostDirty(endless: EndlessLog, applier: RowApplier, isEnough: () => boolean): Promise<number> {
  const abort = new AbortController();
  let most = 0;
  let time = 0;
  await followChanges({
    ...{ log: endless.log, state, entities: ["user"], giveUpAfterMs: 1000, maxDirty: 20_000 },
    open: () => Promise.resolve({ applier, close: () => Promise.resolve() }),
    store: { save: () => Promise.resolve() },
    ...{ now: () => new Date(0), monotonic: () => (time += 20), signal: abort.signal },
    sleep: async () => {
      await pause();
      if (isEnough()) abort.abort();
    },
    observer: {
      progressed: ({ dirty }) => {
        most = Math.max(most, dirty);
        if (isEnough()) abort.abort();
      },
      ...{ rejected: () => {}, suspended: () => {}, noted: () => {} },
    },
  });
  return most;
}

describe("a source that is written to faster than the tables", () => {
  it.each([
    ["in many transactions", false],
    ["in one transaction", true],
  ])("is read no further than a number of rows ahead, %s", async (_, isTransaction) => {
    const endless = new EndlessLog(1000, isTransaction);
    let rounds = 0;
    const applier: RowApplier = {
      forgetOwners: () => {},
      // Transactions hold all rows.
      apply: async (held) => {
        await pause();
        rounds++;
        return { settled: [], held, again: [], rejected: [], written: 0, deleted: 0, unchanged: 0 };
      },
    };
    const most = await mostDirty(endless, applier, () => rounds > 100 && endless.steps > 20);
    expect(endless.steps).toBe(21);
    expect(most).toBe(21_000);
  });

  it("is read on once rows were carried over, within one transaction, too", async () => {
    const endless = new EndlessLog(1000, true);
    const applier: RowApplier = {
      forgetOwners: () => {},
      apply: async (settled) => {
        await pause();
        return { settled, held: [], again: [], rejected: [], written: 0, deleted: 0, unchanged: 0 };
      },
    };
    await mostDirty(endless, applier, () => endless.steps > 60);
    expect(endless.steps).toBeGreaterThan(60);
  });
});

describe("a write that had no response", () => {
  it("is saved with the position that relies on it, until the control names it", async () => {
    const lostAt = new Date("2026-11-26T10:00:00.000Z");
    const abort = new AbortController();
    const endless = new EndlessLog(1, false);
    const saved: FollowState[] = [];
    const noted: string[] = [];
    let last: Date | undefined;
    let time = 0;
    const isUnreachable = () => saved.filter(({ unanswered }) => unanswered !== undefined).length < 3;
    await followChanges({
      ...{ log: endless.log, state, entities: ["user"], giveUpAfterMs: 1000, saveEveryMs: 100 },
      unanswered: new UnansweredMarks({
        ...{ entities: ["user"], state, now: () => new Date(0), lastAt: () => last },
        mark: (names) =>
          isUnreachable()
            ? Promise.reject(new UnreachableError("table-unreachable", "no control"))
            : Promise.resolve(names),
      }),
      open: () =>
        Promise.resolve({
          applier: {
            forgetOwners: () => {},
            apply: async (settled) => {
              await pause();
              if (endless.steps > 20) last = lostAt;
              return { settled, held: [], again: [], rejected: [], written: 1, deleted: 0, unchanged: 0 };
            },
          },
          close: () => Promise.resolve(),
        }),
      store: {
        save: (next) => {
          saved.push(next);
          if (next.unanswered?.unmarked.length === 0) abort.abort();
          return Promise.resolve();
        },
      },
      ...{ now: () => new Date(0), monotonic: () => (time += 20), signal: abort.signal },
      sleep: () => pause(),
      observer: {
        ...{ progressed: () => {}, rejected: () => {}, suspended: () => {} },
        noted: (line) => void noted.push(line),
      },
    });
    const at = lostAt.toISOString();
    const first = saved.findIndex(({ unanswered }) => unanswered !== undefined);
    expect(saved[first - 1]?.position).not.toBe(saved[first]?.position);
    expect(saved.slice(first, first + 4).map(({ unanswered }) => unanswered)).toEqual([
      ...Array.from({ length: 3 }, () => ({ at, unmarked: ["user"] })),
      { at, unmarked: [] },
    ]);
    expect(noted[0]).toBe("no control; trying again to mark writes that had no response");
  });
});

describe("a row that was rejected", () => {
  const rejected = (code: string) => ({ entity: "user", key: '["1"]', code, message: `because ${code}` });
  const minute = 60_000;

  it("is tried again at the start and once a minute, and not before", () => {
    const rows = new RejectedRows([rejected("where")]);
    const tried = [0, 1, minute - 1, minute, 2 * minute - 1, 2 * minute].filter((now) => {
      const dirty = new DirtyKeys("0");
      rows.retry(dirty, now);
      return dirty.size === 1;
    });
    expect(tried).toEqual([0, minute, 2 * minute]);
  });

  it.each(["already-exists", "duplicate-key"])(
    "leaves the item that is there if it was rejected as %s",
    (code) => {
      const dirty = new DirtyKeys("0");
      new RejectedRows([rejected(code)]).retry(dirty, 0);
      expect(dirty.take(1)[0]?.unlessExists).toEqual({ code, message: `because ${code}` });
    },
  );

  it("replaces the item that is there if it was rejected for its contents", () => {
    const dirty = new DirtyKeys("0");
    new RejectedRows([rejected("where")]).retry(dirty, 0);
    expect(dirty.take(1)[0]?.unlessExists).toBeUndefined();
  });

  it("replaces the item that is there once the source has written it again", () => {
    const dirty = new DirtyKeys("0");
    new RejectedRows([rejected("already-exists")]).retry(dirty, 0);
    dirty.add({
      changes: [{ entity: "user", kind: "update", key: '["1"]', written: "users 1" }],
      position: "1",
    });
    expect(dirty.take(1)[0]?.unlessExists).toBeUndefined();
  });

  it("is not forgotten until it was carried over, and named again only for another reason", () => {
    const rows = new RejectedRows([rejected("where")]);
    const dirty = new DirtyKeys("0");
    const attempt = (message?: string) => {
      dirty.addKey("user", '["1"]');
      const settled = dirty.take(1);
      dirty.settle(settled);
      const failed = settled.flatMap((key) =>
        message === undefined ? [] : [{ key, rejection: { code: "where", message } }],
      );
      return rows.note({ settled, rejected: failed });
    };
    expect(attempt("because where")).toEqual([]);
    expect(rows.size).toBe(1);
    expect(attempt("because of another column")).toHaveLength(1);
    expect(rows.size).toBe(1);
    expect(attempt()).toEqual([]);
    expect(rows.size).toBe(0);
  });
});
