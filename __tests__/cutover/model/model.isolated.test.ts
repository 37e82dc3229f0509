import { describe, expect, it, vi } from "vitest";
// The whole campaign, by hand: CUTOVER_SCHEDULES=20000 npx vitest run __tests__/cutover/model
import { type Outcome, playSchedule } from "./schedule";
import type { Mutations } from "./world";

// A fifteenth of the real times, so that less time passes in which nothing happens.
vi.mock("../../../cutover/late-writes", () => ({
  lateWriteMilliseconds: 60_000,
  settledMilliseconds: 80_000,
}));

const schedules = Number(process.env["CUTOVER_SCHEDULES"] ?? 80);
const firstSeed = Number(process.env["CUTOVER_SEED"] ?? 1);

describe("three processes, faults, and an operator who moves forward and back", () => {
  it(
    "lose no acknowledged write, write no wrong authority, and leave equal stores",
    { timeout: 7_200_000 },
    async () => {
      const outcomes: Outcome[] = [];
      for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
        outcomes.push(await playSchedule(seed));
        if (outcomes.length % 1000 === 0) console.log(`${outcomes.length} schedules`);
      }
      const failed = outcomes.filter(({ violations }) => violations.length > 0);
      const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
      if (process.env["CUTOVER_SCHEDULES"])
        console.log(
          `${schedules} schedules, ${sum(({ steps }) => steps)} steps, ${sum(({ acknowledged }) => acknowledged)} acknowledged writes, ${sum(({ epochs }) => epochs)} flips, ${failed.length} with violations: ${failed.map(({ seed }) => seed).join(", ")}`,
        );
      expect(failed.slice(0, 5)).toEqual([]);
      expect(sum(({ epochs }) => epochs)).toBeGreaterThan(schedules / 10);
    },
  );

  it.each([
    ["the ledger", 30, { hasNoLedger: true }],
    ["the freeze", 1, { ignoresFreeze: true }],
    ["the condition on the epoch", 60, { hasNoEpochCondition: true }],
    ["the report of the oldest revision among the writes in flight", 60, { reportsLatestRevision: true }],
    ["the check right before each request to the tables", 600, { writesStale: true }],
  ] as const)("are found to lose writes without %s", async (_what, seed, mutations) => {
    expect(await firstViolations(seed, mutations)).not.toEqual([]);
  });
});

/** The violations of the first schedule that has some. A change of the library may move it by some seeds. */
async function firstViolations(first: number, mutations: Mutations): Promise<readonly string[]> {
  for (let seed = first; seed < first + 300; seed++) {
    const { violations } = await playSchedule(seed, mutations);
    if (violations.length > 0) return violations;
  }
  return [];
}
