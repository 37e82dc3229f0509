import { describe, expect, it } from "vitest";
import { verdictOf } from "../../../../migrations/report/page/verdict";
import type { RunReport } from "../../../../migrations/report/run-report";
import { emptyTally } from "../../../../migrations/pipeline/read/tally";
import { sampleReport, sampleVerificationKept } from "../sample-report";

const clean = { ...emptyTally, rows: 2, read: 2, written: 2 };

function verdict(changes: Partial<RunReport>): string {
  const { tone, word, sentence } = verdictOf(
    sampleReport({ total: clean, verification: undefined, ...changes }),
  );
  return `${tone}: ${word}: ${sentence}`;
}

const verified = { ...sampleVerificationKept(), isOutdated: false };
const [table] = sampleVerificationKept().tables;

describe("the verdict on a run", () => {
  it("that finished and is verified", () => {
    expect(verdict({ verification: verified })).toBe(
      "good: Finished and verified: 2 items have arrived. Every one was found in the tables, with the same contents.",
    );
  });

  it("that finished", () => {
    expect(verdict({})).toBe("good: Finished: 2 items have arrived. They are not verified yet.");
  });

  it("that was verified before it went on", () => {
    expect(verdict({ verification: { ...verified, isOutdated: true } })).toBe(verdict({}));
  });

  it("with rejected rows", () => {
    expect(verdict({ total: { ...clean, read: 3, rejected: 1 } })).toBe(
      "warn: Finished, with rejects: 2 items have arrived. They are not verified yet. 1 row could not become an item; see why below.",
    );
  });

  it("with differences", () => {
    const tables = [{ ...table!, missing: 1, changed: 3, same: false }];
    expect(verdict({ verification: { ...verified, same: false, tables } })).toBe(
      "bad: Different: The run finished, but of its items, 1 is missing, 3 are changed.",
    );
  });

  it("whose verification failed", () => {
    const tables = [{ ...table!, same: false, failure: { code: "x", message: "y" } }];
    expect(verdict({ verification: { ...verified, same: false, tables } })).toBe(
      "bad: Different: The run finished, but its verification could not be completed.",
    );
  });

  it("that lost a row", () => {
    expect(verdict({ total: { ...clean, read: 3 } })).toMatch(/^bad: Does not add up: 3 were read, but 2/);
  });

  it.each([
    ["running", "calm: Running: The run is in progress; 2 items were written by then."],
    [
      "interrupted",
      "warn: Interrupted: The run was interrupted; 2 items were written by then. It can be resumed.",
    ],
    [
      "stopped",
      "bad: Stopped: The run stopped with an error; 2 items were written by then. Fix the cause, then resume it.",
    ],
    ["dry-run", "calm: Dry run: Nothing was written. 2 items would be."],
  ] as const)("that is %s", (state, expected) => {
    expect(verdict({ state })).toBe(expected);
  });

  it("that was rolled back", () => {
    expect(verdict({ state: "rolled-back" })).toMatch(/^calm: Rolled back: /);
  });

  it("on a dry run with rejects", () => {
    expect(verdict({ state: "dry-run", total: { ...clean, read: 3, rejected: 1 } })).toBe(
      "calm: Dry run: Nothing was written. 2 items would be, and 1 row would be rejected.",
    );
  });
});
