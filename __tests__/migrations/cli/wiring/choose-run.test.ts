import { describe, expect, it } from "vitest";
import { chooseRun, type RunRequest } from "../../../../migrations/cli/wiring/choose-run";
import type { Checkpoint } from "../../../../migrations/run-store/checkpoint";
import type { RunList } from "../../../../migrations/run-store/folder/run-list";
import { UsageError } from "../../../../migrations/errors";
import { sampleCheckpoint } from "../../run-store/sample-checkpoint";

const open = sampleCheckpoint({ state: "interrupted" });
const request: RunRequest = {
  migration: open.migration,
  definition: open.definition,
  target: open.target,
  rollback: (run) => `dynamodb-migrate rollback ${run} --local`,
};

const among = (...runs: Checkpoint[]): RunList => ({ runs, damaged: [] });

describe("chooseRun", () => {
  it("resumes the latest interrupted run of the same migration", () => {
    expect(chooseRun(among(open, { ...open, run: "forum-2" }), request)?.run).toBe("forum-2");
  });

  it("starts a new run if the interrupted one is of a repair", () => {
    expect(chooseRun(among({ ...open, migration: "forum-repair" }), request)).toBeUndefined();
  });

  it("does not take a repair for the migration's own run, though it is named", () => {
    const repair = { ...open, run: "forum-repair-1", migration: "forum-repair" };
    expect(() => chooseRun(among(repair), { ...request, resume: "forum-repair-1" })).toThrow(
      "run forum-repair-1 is of forum-repair, not of forum; repeat the command that started it",
    );
  });

  it("refuses to resume into other tables", () => {
    const target = { ...open.target, place: "eu-west-1" };
    expect(() => chooseRun(among(open), { ...request, target, resume: "forum-1" })).toThrow(
      "run forum-1 writes to us-east-1, not to eu-west-1, or to other tables",
    );
  });

  it("does not resume a run into tables of the same names in another region", () => {
    const target = { ...open.target, region: "eu-west-1" };
    expect(chooseRun(among(open), { ...request, target })).toBeUndefined();
    expect(() => chooseRun(among(open), { ...request, target, resume: "forum-1" })).toThrow(
      expect.objectContaining({ code: "target-changed" }),
    );
    expect(() => chooseRun(among(open), { ...request, target, resume: true })).toThrow(
      expect.objectContaining({ code: "nothing-to-resume" }),
    );
  });

  it.each([
    ["finished", "finished"],
    ["rolled-back", "rolled back"],
  ] as const)("refuses to resume a run that is %s", (state, said) => {
    const resume = { ...request, resume: "forum-1" };
    expect(() => chooseRun(among({ ...open, state }), resume)).toThrow(
      `run forum-1 is ${said}; there is nothing to resume`,
    );
  });

  it("says that there is nothing to resume", () => {
    expect(() => chooseRun(among(), { ...request, resume: true })).toThrow(
      "no interrupted run of forum into us-east-1",
    );
  });

  it.each([undefined, true, false, "forum-1"])(
    "refuses a run into a table that is being rolled back (resume: %s)",
    (resume) => {
      const half = { ...open, state: "rolling-back" } as const;
      expect(() => chooseRun(among(half), { ...request, resume })).toThrow(
        "run forum-1 is being rolled back; finish that first: dynamodb-migrate rollback forum-1 --local. Then start a new run",
      );
    },
  );

  it("takes no notice of a rollback in another region", () => {
    const half = { ...open, state: "rolling-back", target: { ...open.target, region: "eu-west-1" } } as const;
    expect(chooseRun(among(half), request)).toBeUndefined();
  });

  it("refuses to resume a run of an earlier version, and names the ways out", () => {
    expect(() => chooseRun(among({ ...open, formatVersion: 1 }), request)).toThrow(
      "undo it with dynamodb-migrate rollback forum-1 --local, or start over with --no-resume",
    );
  });

  it("says what is wrong with a damaged checkpoint that is named", () => {
    const problem = new UsageError("checkpoint-unreadable", "it is damaged");
    const list = { runs: [open], damaged: [{ run: "forum-2", problem }] };
    expect(() => chooseRun(list, { ...request, resume: "forum-2" })).toThrow("it is damaged");
  });
});
