import { describe, expect, it } from "vitest";
import { type CopySettings, estimatedCopySeconds } from "../../../../migrations/pipeline/plan/copy-time";
import type { Source } from "../../../../migrations/sources/source";
import { type Files, shop } from "../shop";

/** Of a source that says that a reading has come half-way. */
async function seconds(files: Files, changes: Partial<CopySettings> = {}) {
  const settings = await shop(files);
  return estimatedCopySeconds({ ...settings, ...changes });
}

const rowsOf = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `r${n}`, hidden: false }));

describe("the estimated time of a copy", () => {
  it("is that of a plan if the first rows are all rows", async () => {
    const files = { users: { rows: rowsOf(3) }, orders: { rows: rowsOf(10) } };
    expect(await seconds(files)).toBe(3 / 4000 + 10 / 5);
  });

  it("grows with the number of rows that the source tells, of which it reads about 1,000", async () => {
    let last = 0;
    const orders = { rows: rowsOf(5000), beforeRow: (row: number) => (last = Math.max(last, row)) };
    expect(await seconds({ orders })).toBeCloseTo((2 * 1002) / 5, 9);
    expect(last).toBe(1002);
  });

  it("takes a rate that is lower than the table's capacity", async () => {
    expect(await seconds({ orders: { rows: rowsOf(10) } }, { rate: 2 })).toBe(10 / 2);
  });

  it("counts only some of the entities if only they are copied", async () => {
    const files = { users: { rows: rowsOf(3) }, orders: { rows: rowsOf(10) } };
    expect(await seconds(files, { entities: ["user"] })).toBe(3 / 4000);
  });

  it("is not known if the source does not tell how many rows it has", async () => {
    const { source } = await shop({ orders: { rows: rowsOf(5000) } });
    const silent: Pick<Source, "describe" | "version" | "rows"> = {
      describe: (from) => source.describe(from),
      version: (from) => source.version(from),
      rows: (from, reading) => {
        const rows = source.rows(from, reading);
        return { fractionRead: undefined, [Symbol.asyncIterator]: () => rows[Symbol.asyncIterator]() };
      },
    };
    expect(await seconds({}, { source: silent })).toBeUndefined();
  });

  it("is not known if the source cannot be read", async () => {
    expect(await seconds({ orders: { rows: rowsOf(4), breaksAfter: 2 } })).toBeUndefined();
  });
});
