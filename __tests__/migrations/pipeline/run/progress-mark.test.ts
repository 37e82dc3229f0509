import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProgressMark } from "../../../../migrations/pipeline/run/progress-mark";
import { addsUp, type Ending } from "../../../../migrations/pipeline/read/tally";

const ending = fc.constantFrom<Ending>("written", "skipped", "missing-key", "oversize");

interface Part {
  readonly row: number;
  readonly ending: Ending;
}

/** Rows by how everything ends that they become, with an order in which the parts are settled. */
const settled = fc
  .array(fc.array(ending, { minLength: 1, maxLength: 3 }), { maxLength: 40 })
  .chain((rows) => {
    const parts = rows.flatMap((endings, index) => endings.map((one) => ({ row: index + 1, ending: one })));
    return fc.record({
      rows: fc.constant(rows),
      parts: fc.shuffledSubarray(parts, { minLength: parts.length }),
    });
  });

/** Those that stand for items with a key. */
const written = (endings: readonly Ending[]) => endings.filter((one) => one === "written").length;

/** A mark that has taken in all rows. */
function markOf(rows: readonly (readonly Ending[])[]): ProgressMark {
  const mark = new ProgressMark();
  rows.forEach((endings) => mark.begin(endings.length, written(endings)));
  return mark;
}

/** The last row up to which all parts are among these. */
function gapless(rows: readonly (readonly Ending[])[], parts: readonly Part[]): number {
  const gap = rows.findIndex(
    (endings, index) => parts.filter(({ row }) => row === index + 1).length < endings.length,
  );
  return gap < 0 ? rows.length : gap;
}

describe("ProgressMark", () => {
  it("stands at the last row below which nothing is open, after every step", () => {
    fc.assert(
      fc.property(settled, ({ rows, parts }) => {
        const mark = markOf(rows);
        const marks = parts.map((part) => {
          mark.settle(part.row, { ending: part.ending });
          return mark.settledUpTo;
        });
        expect(marks).toEqual(parts.map((_, index) => gapless(rows, parts.slice(0, index + 1))));
      }),
      { numRuns: 500 },
    );
  });

  it("counts what is below it, and nothing else", () => {
    fc.assert(
      fc.property(settled, fc.nat(), ({ rows, parts }, cut) => {
        const mark = markOf(rows);
        const some = parts.slice(0, cut % (parts.length + 1));
        some.forEach((part) => mark.settle(part.row, { ending: part.ending }));
        const below = rows.slice(0, mark.settledUpTo).flat();
        const count = (how: Ending) => below.filter((one) => one === how).length;
        expect(mark.tally).toMatchObject({
          rows: mark.settledUpTo,
          read: below.length,
          written: count("written"),
          skipped: count("skipped"),
          rejected: count("missing-key") + count("oversize"),
        });
        expect(mark.keys).toBe(written(below));
        expect(mark.openRows).toBe(rows.length - mark.settledUpTo);
        expect(addsUp(mark.tally)).toBe(true);
        expect(mark.tallySoFar).toMatchObject({ rows: mark.settledRows, read: some.length });
        expect(mark.settledRows).toBe(
          rows.filter((row, at) => some.filter((part) => part.row === at + 1).length === row.length).length,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("keeps what was acknowledged above it, and lets go of it below", () => {
    const mark = markOf([["written"], ["written", "written"], ["written"]]);
    const said = (row: number) => ({ entity: "user", row, item: 1, key: "k", ending: "written" });
    mark.settle(2, { ending: "written", acknowledgement: said(2) });
    mark.settle(3, { ending: "written", acknowledgement: said(3) });
    mark.settle(1, { ending: "written", acknowledgement: said(1) });
    expect(mark.ahead).toEqual([said(2), said(3)]);
  });

  it("goes on from where an earlier process came", () => {
    const before = { rows: 5, read: 5, written: 4, skipped: 0, rejected: 1, rejectedBy: { oversize: 1 } };
    const mark = new ProgressMark({ settledUpTo: 5, keys: 4 }, before);
    mark.begin(1, 0);
    mark.begin(2, 2);
    mark.settle(7, { ending: "written" });
    mark.settle(6, { ending: "oversize" });
    mark.settle(7, { ending: "written" });
    expect([mark.settledUpTo, mark.keys, mark.tally]).toEqual([
      7,
      6,
      { rows: 7, read: 8, written: 6, skipped: 0, rejected: 2, rejectedBy: { oversize: 2 } },
    ]);
    expect(before.rejectedBy).toEqual({ oversize: 1 });
  });
});
