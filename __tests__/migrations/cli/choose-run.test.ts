import { describe, expect, it } from "vitest";
import { chooseRun, type RunRequest } from "../../../migrations/cli/choose-run";
import { sampleCheckpoint } from "../checkpoint/sample-checkpoint";

const open = sampleCheckpoint({ state: "interrupted" });
const request: RunRequest = {
  migration: open.migration,
  definition: open.definition,
  target: open.target,
};

describe("chooseRun", () => {
  it("goes on with the latest interrupted run of the same migration", () => {
    expect(chooseRun([open, { ...open, run: "forum-2" }], request)?.run).toBe("forum-2");
  });

  it("begins anew where the interrupted run is of a repair", () => {
    expect(chooseRun([{ ...open, migration: "forum-repair" }], request)).toBeUndefined();
  });

  it("does not take a repair for the migration's own run, though it is named", () => {
    const repair = { ...open, run: "forum-repair-1", migration: "forum-repair" };
    expect(() => chooseRun([repair], { ...request, resume: "forum-repair-1" })).toThrow(
      "run forum-repair-1 is of forum-repair, not of forum; call the command again that began it",
    );
  });

  it("refuses to go on where other tables would be written", () => {
    const target = { ...open.target, place: "eu-west-1" };
    expect(() => chooseRun([open], { ...request, target, resume: "forum-1" })).toThrow(
      "run forum-1 writes to us-east-1, not to eu-west-1, or to other tables",
    );
  });

  it("says that there is nothing to go on with", () => {
    expect(() => chooseRun([], { ...request, resume: true })).toThrow(
      "no interrupted run of forum into us-east-1",
    );
  });
});
