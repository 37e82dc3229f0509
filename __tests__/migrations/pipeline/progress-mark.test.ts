import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProgressMark } from "../../../migrations/pipeline/progress-mark";
import { addsUp, type Ending } from "../../../migrations/pipeline/tally";

const ending = fc.constantFrom<Ending>("written", "skipped", "missing-key", "oversize");
/** Rows with how they end, in the order in which they are settled. */
const settled = fc
  .array(ending, { maxLength: 60 })
  .map((endings) => endings.map((one, index) => ({ row: index + 1, ending: one })))
  .chain((rows) => fc.shuffledSubarray(rows, { minLength: rows.length }));

describe("ProgressMark", () => {
  it("stands at the last row below which nothing is open, after every step", () => {
    fc.assert(
      fc.property(settled, (rows) => {
        const mark = new ProgressMark();
        const marks = rows.map(({ row, ending: how }) => {
          mark.settle(row, how);
          return mark.settledUpTo;
        });
        expect(marks).toEqual(rows.map((_, index) => gapless(rows.slice(0, index + 1))));
        expect(mark.ahead).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it("counts what is below it, and nothing else", () => {
    fc.assert(
      fc.property(settled, fc.nat(), (rows, cut) => {
        const mark = new ProgressMark();
        const some = rows.slice(0, rows.length === 0 ? 0 : cut % rows.length);
        some.forEach(({ row, ending: how }) => mark.settle(row, how));
        const below = some.filter(({ row }) => row <= mark.settledUpTo).map((one) => one.ending);
        const count = (how: Ending) => below.filter((one) => one === how).length;
        expect(mark.tally).toMatchObject({
          read: mark.settledUpTo,
          written: count("written"),
          skipped: count("skipped"),
          rejected: count("missing-key") + count("oversize"),
        });
        expect(addsUp(mark.tally)).toBe(true);
        expect(mark.ahead).toBe(some.length - below.length);
      }),
      { numRuns: 500 },
    );
  });

  it("goes on from where an earlier process came", () => {
    const before = { read: 5, written: 4, skipped: 0, rejected: 1, rejectedBy: { oversize: 1 } };
    const mark = new ProgressMark(5, before);
    mark.settle(7, "written");
    mark.settle(6, "oversize");
    expect([mark.settledUpTo, mark.tally]).toEqual([
      7,
      { read: 7, written: 5, skipped: 0, rejected: 2, rejectedBy: { oversize: 2 } },
    ]);
    expect(before.rejectedBy).toEqual({ oversize: 1 });
  });

  /** The last row up to which all are among these. */
  function gapless(rows: readonly { readonly row: number }[]): number {
    const numbers = rows.map(({ row }) => row).toSorted((a, b) => a - b);
    const gap = numbers.findIndex((row, index) => row !== index + 1);
    return gap < 0 ? numbers.length : gap;
  }
});
