import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addsUp } from "../../../migrations/pipeline/tally";
import { runMigration } from "../../../migrations/pipeline/run";
import { totalOf } from "../../../migrations/pipeline/run-result";
import { canonicalItem } from "../../../migrations/transform/canonical-item";
import type { RowValue } from "../../../migrations/transform/row";
import type { Meeting } from "../writer/scripted-wire";
import { endingsOf, itemsOf, meetings, rows } from "./arbitrary-rows";
import { Killed, type Kept, KeptStore } from "./kept-store";
import { people, runSettings, shop, type Tables, tables } from "./shop";

/** What is in a table, in canonical form. */
function stored(to: Tables): string[] {
  return [...(to[people.name]?.stored.values() ?? [])].map(canonicalItem).toSorted();
}

/** The rejects that outlived the run, as `row code`, in the rows' order. */
function rejectsOf(kept: Kept): string[] {
  return kept.rejects.toSorted((a, b) => a.row - b.row).map(({ row, code }) => `${row} ${code}`);
}

function expectedRejects(users: readonly RowValue[]): string[] {
  return endingsOf(users).flatMap((ending, index) =>
    ending === "written" || ending === "skipped" ? [] : [`${index + 1} ${ending}`],
  );
}

/** One process: a run that goes on from what is kept, until it ends or is killed or interrupted. */
async function start(
  users: readonly RowValue[],
  to: Tables,
  kept: Kept,
  until: { killedAtSave?: number; abortedAtRow?: number } = {},
) {
  const abort = new AbortController();
  const beforeRow = (row: number) => row === until.abortedAtRow && abort.abort();
  const reader = await shop({ users: { rows: users, beforeRow } });
  const store = new KeptStore(kept, until.killedAtSave);
  return runMigration(runSettings(reader, to, { store, signal: abort.signal }));
}

describe("runMigration, whatever the rows and the service's answers", () => {
  it("accounts for every row, and stores what each has to become", async () => {
    await fc.assert(
      fc.asyncProperty(rows, meetings, async (users, answers) => {
        const to = tables({ meetings: answers });
        const kept: Kept = { rejects: [] };
        const result = await start(users, to, kept);
        const total = totalOf(result);
        const endings = endingsOf(users);
        expect(result.outcome).toBe("finished");
        expect([addsUp(total), total.read]).toEqual([true, users.length]);
        expect(total.written).toBe(endings.filter((ending) => ending === "written").length);
        expect(total.skipped).toBe(endings.filter((ending) => ending === "skipped").length);
        expect(rejectsOf(kept)).toEqual(expectedRejects(users));
        expect(stored(to)).toEqual(itemsOf(users));
      }),
      { numRuns: 500 },
    );
  });

  it("ends as if undisturbed when it is killed at any moment and resumed", async () => {
    const kill = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(rows, meetings, fc.array(kill, { maxLength: 3 }), async (users, answers, kills) => {
        const to = tables({ meetings: answers });
        const kept: Kept = { rejects: [] };
        for (const killedAtSave of kills) await start(users, to, kept, { killedAtSave }).catch(onlyKilled);
        const result = await start(users, to, kept);
        expect(totalOf(result)).toMatchObject(await undisturbed(users));
        expect(rejectsOf(kept)).toEqual(expectedRejects(users));
        expect(stored(to)).toEqual(itemsOf(users));
      }),
      { numRuns: 400 },
    );
  });

  it("ends as if undisturbed when it is interrupted at any row and resumed", async () => {
    await fc.assert(
      fc.asyncProperty(rows, meetings, fc.integer({ min: 1, max: 45 }), async (users, answers, row) => {
        const to = tables({ meetings: answers });
        const kept: Kept = { rejects: [] };
        await start(users, to, kept, { abortedAtRow: row });
        const result = await start(users, to, kept);
        expect(totalOf(result)).toMatchObject(await undisturbed(users));
        expect(rejectsOf(kept)).toEqual(expectedRejects(users));
        expect(stored(to)).toEqual(itemsOf(users));
      }),
      { numRuns: 400 },
    );
  });

  it("repeats no row that the checkpoint calls settled", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 2, max: 40 }), async (users, killedAtSave) => {
        const kept: Kept = { rejects: [] };
        await start(users, tables(), kept, { killedAtSave }).catch(onlyKilled);
        const settledUpTo = kept.checkpoint?.entities["user"]?.settledUpTo ?? 0;
        const to = tables();
        await start(users, to, kept);
        const later = endingsOf(users)
          .slice(settledUpTo)
          .filter((ending) => ending === "written");
        expect(to[people.name]?.requests.flat()).toHaveLength(later.length);
      }),
      { numRuns: 300 },
    );
  });

  async function undisturbed(users: readonly RowValue[]) {
    const { read, written, skipped, rejected, rejectedBy } = totalOf(
      await start(users, tables(), { rejects: [] }),
    );
    return { read, written, skipped, rejected, rejectedBy };
  }

  function onlyKilled(error: unknown): void {
    expect([error, (error as Error).cause].some((one) => one instanceof Killed)).toBe(true);
  }
});

describe("runMigration, when the service gives up", () => {
  it("calls no row settled that was not stored", async () => {
    const failing = fc.array(fc.constantFrom<Meeting>("take", "take-one", "fatal"), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(rows, failing, async (users, answers) => {
        const to = tables({ meetings: answers });
        const result = await start(users, to, { rejects: [] });
        const { read, written } = totalOf(result);
        const sure = itemsOf(users.slice(0, read));
        expect(sure).toHaveLength(written);
        expect(stored(to)).toEqual(expect.arrayContaining(sure));
      }),
      { numRuns: 300 },
    );
  });
});
