import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { addsUp } from "../../../../migrations/pipeline/read/tally";
import { runMigration } from "../../../../migrations/pipeline/run/run";
import { totalOf } from "../../../../migrations/pipeline/run/run-result";
import { canonicalItem } from "../../../../migrations/items/canonical-item";
import type { RowValue } from "../../../../migrations/items/row";
import type { Meeting } from "../../dynamodb/writer/scripted-wire";
import { endingsOf, itemsOf, meetings, rows } from "../arbitrary-rows";
import { seededRandom } from "../../../emulators/seeded-random";
import { type Kill, Killed, type Kept, KeptStore } from "../kept-store";
import { people, runSettings, shop, type Tables, tables } from "../shop";

vi.setConfig({ testTimeout: 180_000 });

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

const moment = fc.integer({ min: 1, max: 40 });
const kill: fc.Arbitrary<Kill> = fc.oneof(
  fc.record({ atSave: moment }),
  fc.record({ afterSave: moment }),
  fc.record({ atAcknowledgement: moment }),
);
const kills = fc.array(kill, { maxLength: 3 });

/** One process: a run that goes on from what is kept, until it ends or is killed or interrupted. */
async function start(
  users: readonly RowValue[],
  to: Tables,
  kept: Kept,
  until: { kill?: Kill; abortedAtRow?: number } = {},
) {
  const abort = new AbortController();
  const beforeRow = (row: number) => row === until.abortedAtRow && abort.abort();
  const reader = await shop({ users: { rows: users, beforeRow } });
  const store = new KeptStore(kept, until.kill);
  const mixing = { random: seededRandom(1), spread: { items: 5 } };
  return runMigration(runSettings(reader, to, { store, signal: abort.signal, ...mixing }));
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
      { numRuns: 250 },
    );
  });

  it("ends as if undisturbed when it is killed at any moment and resumed", async () => {
    await fc.assert(
      fc.asyncProperty(rows, meetings, kills, async (users, answers, deaths) => {
        const to = tables({ meetings: answers });
        const kept: Kept = { rejects: [] };
        for (const kill of deaths) await start(users, to, kept, { kill }).catch(onlyKilled);
        const result = await start(users, to, kept);
        expect(totalOf(result)).toMatchObject(await undisturbed(users));
        expect(rejectsOf(kept)).toEqual(expectedRejects(users));
        expect(stored(to)).toEqual(itemsOf(users));
      }),
      { numRuns: 200 },
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
      { numRuns: 200 },
    );
  });

  it("sends nothing again but what was in flight when it was killed", async () => {
    await fc.assert(
      fc.asyncProperty(rows, kills, async (users, deaths) => {
        const to = tables();
        const kept: Kept = { rejects: [] };
        for (const kill of deaths) await start(users, to, kept, { kill }).catch(onlyKilled);
        await start(users, to, kept);
        const sent = to[people.name]?.requests.flat().length ?? 0;
        const mostInFlight = 3 * 4;
        expect(sent - itemsOf(users).length).toBeLessThanOrEqual(deaths.length * mostInFlight);
      }),
      { numRuns: 200 },
    );
  });

  it("sends nothing again that the service had acknowledged", async () => {
    await fc.assert(
      fc.asyncProperty(rows, kill, async (users, death) => {
        const kept: Kept = { rejects: [] };
        await start(users, tables(), kept, { kill: death }).catch(onlyKilled);
        const { settledUpTo = 0, written = 0 } = kept.checkpoint?.entities["user"] ?? {};
        const above = (kept.acknowledged ?? []).filter(({ row }) => row > settledUpTo);
        const acknowledged = written + new Set(above.map(({ row }) => row)).size;
        const to = tables();
        await start(users, to, kept);
        expect(to[people.name]?.requests.flat()).toHaveLength(itemsOf(users).length - acknowledged);
      }),
      { numRuns: 200 },
    );
  });

  it("sends an item again where the row is another one than was acknowledged", async () => {
    const kept: Kept = { rejects: [] };
    const user = (id: string) => ({ id, hidden: false });
    const first = ["a", "b", "c", "d", "e", "f", "g", "h"].map(user);
    await start(first, tables(), kept, { kill: { atAcknowledgement: 6 } }).catch(onlyKilled);
    const acknowledged = kept.acknowledged?.map(({ row }) => row) ?? [];
    expect(acknowledged.length).toBeGreaterThan(0);
    const to = tables();
    await start(
      first.map(({ id }, index) => user(acknowledged.includes(index + 1) ? `${id}2` : id)),
      to,
      kept,
    );
    expect(to[people.name]?.requests.flat()).toHaveLength(first.length);
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
        const kept: Kept = { rejects: [] };
        const result = await start(users, to, kept);
        const { settledUpTo = 0, written = 0 } = kept.checkpoint?.entities["user"] ?? {};
        const sure = itemsOf(users.slice(0, settledUpTo));
        expect(sure).toHaveLength(written);
        expect(totalOf(result).written).toBeLessThanOrEqual(stored(to).length);
        expect(addsUp(totalOf(result))).toBe(true);
        expect(stored(to)).toEqual(expect.arrayContaining(sure));
      }),
      { numRuns: 300 },
    );
  });
});
