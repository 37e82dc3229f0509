import { describe, expect, it } from "vitest";
import { nextSteps, type Standing } from "../../../migrations/report/next-steps";
import { emptyTally } from "../../../migrations/pipeline/tally";
import { sampleVerificationKept } from "./sample-report";

const total = { ...emptyTally, rows: 10, read: 10, written: 10 };

function commands(changes: Partial<Standing>): (string | undefined)[] {
  const standing: Standing = {
    run: "shop-1",
    state: "finished",
    total,
    verifyCommand: "dynamodb-migrate verify m.yaml --local",
    folderOption: "",
    folder: ".dynamodb-migrate/shop-1",
    hasJournal: false,
    ...changes,
  };
  return nextSteps(standing).map(({ command }) => command);
}

const verified = { ...sampleVerificationKept(), isOutdated: false };

describe("what to do next", () => {
  it("is to verify a finished run", () => {
    expect(commands({})).toEqual(["dynamodb-migrate verify m.yaml --local"]);
  });

  it("is nothing once it was verified", () => {
    expect(commands({ verification: verified })).toEqual([undefined]);
  });

  it("is to verify again where the run went on since", () => {
    const verification = { ...verified, isOutdated: true };
    expect(commands({ verification })).toEqual(["dynamodb-migrate verify m.yaml --local"]);
  });

  it("is to verify again once differences are mended", () => {
    const verification = { ...verified, same: false };
    expect(commands({ verification })).toEqual(["dynamodb-migrate verify m.yaml --local"]);
  });

  it.each(["killed", "interrupted", "failed"] as const)("is to go on with a run that was %s", (state) => {
    expect(commands({ state })).toEqual(["dynamodb-migrate run m.yaml --local --resume shop-1"]);
  });

  it("is to begin anew where it was taken back", () => {
    expect(commands({ state: "rolled-back" })).toEqual(["dynamodb-migrate run m.yaml --local --no-resume"]);
  });

  it("is to wait for a run at work, and to run after a dry run", () => {
    expect([...commands({ state: "running" }), ...commands({ state: "dry-run" })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("names no command to go on where another one than run had moved the rows", () => {
    expect(commands({ state: "interrupted", verifyCommand: "dynamodb-migrate status" })).toEqual([undefined]);
  });

  it("offers to take back what has a journal", () => {
    expect(commands({ hasJournal: true, folderOption: " --run-folder runs" })).toContain(
      "dynamodb-migrate rollback shop-1 --run-folder runs --dry-run",
    );
  });

  it("does not offer to take back nothing", () => {
    expect(commands({ hasJournal: true, total: { ...total, written: 0 } })).toHaveLength(1);
  });

  it("points to the rejected rows", () => {
    expect(commands({ total: { ...total, rejected: 1 } })).toContain(
      "less .dynamodb-migrate/shop-1/rejects.jsonl",
    );
  });
});
