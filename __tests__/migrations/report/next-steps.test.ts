import { describe, expect, it } from "vitest";
import { nextSteps, type Standing } from "../../../migrations/report/next-steps";
import { emptyTally } from "../../../migrations/pipeline/read/tally";
import { sampleVerificationKept } from "./sample-report";

const total = { ...emptyTally, rows: 10, read: 10, written: 10 };

function commands(changes: Partial<Standing>): (string | undefined)[] {
  const standing: Standing = {
    run: "shop-1",
    state: "finished",
    total,
    verify: ["verify", "m.yaml", "--local"],
    command: ["run", "m.yaml", "--local", "--rate", "5"],
    rollback: ["rollback", "shop-1", "--run-folder", "my runs"],
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

  it("is to verify again if the run was resumed since", () => {
    const verification = { ...verified, isOutdated: true };
    expect(commands({ verification })).toEqual(["dynamodb-migrate verify m.yaml --local"]);
  });

  it("is to verify again after differences are fixed", () => {
    const verification = { ...verified, same: false };
    expect(commands({ verification })).toEqual(["dynamodb-migrate verify m.yaml --local"]);
  });

  it.each(["interrupted", "stopped"] as const)("is to resume a run that was %s", (state) => {
    expect(commands({ state })).toEqual(["dynamodb-migrate run m.yaml --local --rate 5 --resume shop-1"]);
  });

  it("is to start over after a rollback", () => {
    expect(commands({ state: "rolled-back" })).toEqual([
      "dynamodb-migrate run m.yaml --local --rate 5 --no-resume",
    ]);
  });

  it("is to finish a rollback that was interrupted", () => {
    expect(commands({ state: "rolling-back" })).toEqual([
      "dynamodb-migrate rollback shop-1 --run-folder 'my runs'",
    ]);
  });

  it("is to wait for a run at work, and to run after a dry run", () => {
    expect([...commands({ state: "running" }), ...commands({ state: "dry-run" })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("is the same command, without --resume, for a run of a command that has no such option", () => {
    expect(commands({ state: "interrupted", command: ["verify", "m.yaml", "--repair"] })).toEqual([
      "dynamodb-migrate verify m.yaml --repair",
    ]);
  });

  it("names one --resume if the run was a resumed one itself", () => {
    const command = ["restore", "b 1", "--resume", "shop-1", "--local"];
    expect(commands({ state: "interrupted", command })).toEqual([
      "dynamodb-migrate restore 'b 1' --local --resume shop-1",
    ]);
  });

  it("names no command to resume if it is not known which one made the run", () => {
    expect(commands({ state: "interrupted", command: undefined })).toEqual([undefined]);
  });

  it("offers to roll back a run with a journal", () => {
    expect(commands({ hasJournal: true })).toContain(
      "dynamodb-migrate rollback shop-1 --run-folder 'my runs' --dry-run",
    );
  });

  it("does not offer to roll back a run that wrote nothing", () => {
    expect(commands({ hasJournal: true, total: { ...total, written: 0 } })).toHaveLength(1);
  });

  it("points to the rejected rows", () => {
    expect(commands({ total: { ...total, rejected: 1 } })).toContain(
      "less .dynamodb-migrate/shop-1/rejects.jsonl",
    );
  });
});
