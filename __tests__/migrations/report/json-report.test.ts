import { describe, expect, it } from "vitest";
import { listPrices } from "../../../migrations/pipeline/plan/prices";
import { UnreachableError } from "../../../migrations/errors";
import { planJson, runJson, verifyJson } from "../../../migrations/report/json-report";
import { samplePlan, sampleRun, sampleVerification } from "./sample-results";

const failure = new UnreachableError("table-refuses", "no");
const failureJson = { code: "table-refuses", message: "no" };

describe("a report for programs", () => {
  it("of a run has times, tallies and where it is kept", () => {
    expect(runJson(sampleRun({ retries: { throttled: 1 } }))).toMatchObject({
      run: "forum-1",
      outcome: "finished",
      dryRun: false,
      startedAt: "1970-01-01T00:00:00.000Z",
      total: { read: 2000 },
      entities: [{ entity: "user", read: 2000, written: 1990, skipped: 8, rejected: 2 }],
      retries: { throttled: 1 },
      folder: "runs/forum-1",
    });
  });

  it("of a run names failures by their codes", () => {
    const [entity] = sampleRun().entities;
    expect(runJson(sampleRun({ failure, entities: [{ ...entity!, failure }] }))).toMatchObject({
      failure: failureJson,
      entities: [{ failure: failureJson }],
    });
  });

  it("of a plan has the date of its prices", () => {
    const failed = { ...samplePlan({ failure }), entity: "other" };
    expect(planJson([samplePlan(), failed], listPrices)).toMatchObject({
      pricesAsOf: expect.stringMatching(/^\d{4}-\d{2}$/) as string,
      entities: [
        { rows: 2000, items: 1990, skipped: 8, rejected: 2, writeUnits: 1990 },
        { entity: "other", from: failed.from, table: failed.table, failure: failureJson },
      ],
    });
  });

  it.each([
    ["is the same where nothing differs", {}, true],
    ["is not the same where an item is missing", { missing: 1 }, false],
    ["is not the same where it could not be completed", { failure }, false],
  ])("of a verification %s", (_what, changes, same) => {
    expect(verifyJson([sampleVerification(changes)], [])).toMatchObject({ same, tables: [{ same }] });
  });
});
