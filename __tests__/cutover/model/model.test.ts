import { describe, expect, it } from "vitest";
// The whole campaign, by hand: CUTOVER_SCHEDULES=20000 npx vitest run __tests__/cutover/model
import { type Outcome, playSchedule } from "./schedule";

const schedules = Number(process.env["CUTOVER_SCHEDULES"] ?? 100);
const firstSeed = Number(process.env["CUTOVER_SEED"] ?? 1);

describe("three processes, faults, and an operator who moves forward and back", () => {
  it(
    "lose no acknowledged write, write no wrong authority, and leave equal stores",
    { timeout: 7_200_000 },
    async () => {
      const outcomes: Outcome[] = [];
      for (let seed = firstSeed; seed < firstSeed + schedules; seed++)
        outcomes.push(await playSchedule(seed));
      const failed = outcomes.filter(({ violations }) => violations.length > 0);
      const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
      if (process.env["CUTOVER_SCHEDULES"])
        console.log(
          `${schedules} schedules, ${sum(({ steps }) => steps)} steps, ${sum(({ acknowledged }) => acknowledged)} acknowledged writes, ${sum(({ epochs }) => epochs)} flips, ${failed.length} with violations`,
        );
      expect(failed.slice(0, 5)).toEqual([]);
      expect(sum(({ epochs }) => epochs)).toBeGreaterThan(schedules / 10);
    },
  );

  it("are found to differ without the ledger", async () => {
    const { violations } = await playSchedule(96, { hasNoLedger: true });
    expect(violations).not.toEqual([]);
  });
});
