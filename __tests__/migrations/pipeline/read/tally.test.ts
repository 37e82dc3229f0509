import { describe, expect, it } from "vitest";
import { addsUp, emptyTally, sum } from "../../../../migrations/pipeline/read/tally";

const tally = { rows: 3, read: 4, written: 1, skipped: 1, rejected: 2, rejectedBy: { oversize: 2 } };

describe("a tally", () => {
  it("of several is their sum, by reason too", () => {
    const other = { ...tally, rejectedBy: { oversize: 1, "empty-key": 1 } };
    expect(sum([tally, other, emptyTally])).toEqual({
      ...{ rows: 6, read: 8, written: 2, skipped: 2, rejected: 4 },
      rejectedBy: { oversize: 3, "empty-key": 1 },
    });
  });

  it.each([
    ["adds up where everything read is accounted for", 4, true],
    ["does not add up where something is lost", 5, false],
  ])("%s", (_what, read, expected) => {
    expect(addsUp({ ...tally, read })).toBe(expected);
  });
});
