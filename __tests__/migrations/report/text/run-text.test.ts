import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import type { RunResult } from "../../../../migrations/pipeline/run/run-result";
import { runText } from "../../../../migrations/report/text/run-text";
import { sampleRun } from "../sample-results";

const text = (changes: Partial<RunResult> = {}) =>
  runText(sampleRun(changes), {
    next: ["verify", "x.yaml"],
    again: ["run", "x.yaml", "--local"],
  });
const [entity] = sampleRun().entities;

describe("a run's result", () => {
  it("is a headline, a table, the reasons of rejects, and what to do next", () => {
    expect(text()).toEqual([
      "Run forum-1: finished after 4.0 s, 500 rows per second",
      "  entity   read  written  skipped  rejected  table",
      "  user    2,000    1,990        8         2  forum-users",
      "Rejected: 2 empty-key",
      "2 rejected rows: runs/forum-1/rejects.jsonl",
      "Next: dynamodb-migrate verify x.yaml",
    ]);
  });

  it("has a sum where there are several entities", () => {
    const lines = text({ entities: [entity!, { ...entity!, entity: "guest" }] });
    expect(lines).toContain("  all     4,000    3,980       16         4");
    expect(lines).toContain("Rejected: 4 empty-key");
  });

  it("tells rows from items where a row became several", () => {
    const tally = { ...entity!.tally, rows: 1000 };
    expect(text({ entities: [{ ...entity!, tally }] })).toEqual([
      "Run forum-1: finished after 4.0 s, 250 rows per second",
      "  entity   rows  items  written  skipped  rejected  table",
      "  user    1,000  2,000    1,990        8         2  forum-users",
      "Rejected: 2 empty-key",
      "2 rejects: runs/forum-1/rejects.jsonl",
      "Next: dynamodb-migrate verify x.yaml",
    ]);
  });

  it("names repeated requests", () => {
    expect(text({ retries: { ThrottlingException: 3, "left unprocessed": 1200 } })).toContain(
      "Repeated requests: 3 ThrottlingException, 1,200 left unprocessed",
    );
  });

  it("says why it stopped and that it can go on", () => {
    const failure = new UnreachableError("table-refuses", "no such table");
    const lines = text({ outcome: "stopped", failure });
    expect(lines[0]).toMatch(/^Run forum-1: stopped after/);
    expect(lines.slice(-3)).toEqual([
      "Stopped: no such table",
      "2 rejected rows: runs/forum-1/rejects.jsonl",
      "Progress is saved. To resume: dynamodb-migrate run x.yaml --local",
    ]);
  });

  it("names a source that failed", () => {
    const failure = new UnreachableError("source-not-json", "users.json is not valid JSON");
    expect(text({ outcome: "stopped", entities: [{ ...entity!, failure }] })).toContain(
      "Stopped: users.json is not valid JSON",
    );
  });

  it("of a dry run promises nothing", () => {
    const lines = text({ dryRun: true });
    expect(lines[0]).toBe("Dry run; nothing was written: finished after 4.0 s, 500 rows per second");
    expect(lines[1]).toContain("would write");
    expect(lines.at(-1)).toBe("Rejected: 2 empty-key");
  });

  it("has no pace where no time has passed", () => {
    expect(text({ endedAt: new Date(0) })[0]).toBe("Run forum-1: finished after 0.0 s");
  });
});
