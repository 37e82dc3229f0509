import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { Decimal } from "../../../../migrations/items/row";
import { ParquetSource } from "../../../../migrations/sources/parquet/parquet-source";
import type { Position, SourceRow } from "../../../../migrations/sources/source";

const folder = join(__dirname, "files");
const source = new ParquetSource(folder, "data");

async function read(file: string, after?: Position): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const chunk of source.rows({ file }, { after })) rows.push(...chunk.rows);
  return rows;
}

const first = {
  ...{ id: 1, small: -128, unsigned: 0, unsigned32: 0, float32: 0.1, float64: 0.1, yes: true },
  ...{ text: "é", bytes: new Uint8Array([0, 255]), cents: 12.3 },
  long: new Decimal("12345678901234567890.123456789012345678"),
  ...{ day: "2025-11-03", ms: "2025-11-03T14:05:09.007Z", us: "2025-11-03T14:05:09.000001" },
  ...{ ns: "2025-11-03T14:05:09.000000001Z", clock: "14:05:09.000001" },
  ...{ list: [1, null, 9007199254740993n], lists: [[0.1], []] },
  group: { a: 1, b: { c: new Decimal("123456789012345678901234567.125") } },
  ...{ groups: [{ at: "2025-01-01T00:00:00.000000Z" }, { at: null }], map: { x: 1.25, constructor: null } },
};
const second = {
  ...{ id: 9007199254740993n, small: 127, unsigned: 18446744073709551615n, unsigned32: 4294967295 },
  ...{ float32: -1.5e30, float64: 1e-300, yes: false, text: "", bytes: new Uint8Array(), cents: -0.05 },
  ...{ long: -1e-18, day: "1969-12-31", ms: "1969-12-31T23:59:59.999Z" },
  ...{ us: "0001-01-01T00:00:00.000000", ns: "1969-12-31T23:59:59.999999999Z", clock: "00:00:00.000000" },
  ...{ list: [], lists: [null], group: { a: null, b: null }, groups: [], map: {} },
};
const third = Object.fromEntries(Object.keys(first).map((name) => [name, null]));

const hasZstd = "zstdDecompressSync" in zlib;

/** The files were written with pyarrow by `files/make_files.py`. */
describe("ParquetSource", () => {
  it.each(["snappy", "gzip", "brotli", "none", ...(hasZstd ? ["zstd"] : [])])(
    "reads every type with every digit, compressed with %s",
    async (codec) => {
      const values = (await read(`types-${codec}.parquet`)).map(({ value }) => value);
      expect(values).toEqual([first, second, third]);
    },
  );

  it("resumes at each of its positions with the same rows and numbers", async () => {
    const all = await read("row-groups.parquet");
    expect(all).toHaveLength(2500);
    expect(all[1700]).toEqual({ number: 1701, value: { id: 1700, name: "row 1700" } });
    for await (const { rows, cursor = "" } of source.rows({ file: "row-groups.parquet" })) {
      const row = rows.at(-1)?.number ?? 0;
      expect(await read("row-groups.parquet", { row, cursor })).toEqual(all.slice(row));
    }
  });

  it("says what cannot be read", async () => {
    await expect(read("missing.parquet")).rejects.toMatchObject({ code: "source-unreadable" });
    await expect(read("make_files.py")).rejects.toMatchObject({
      code: "source-wrong-shape",
      message: expect.stringMatching(/^data\/make_files\.py cannot be read as Parquet: /) as string,
    });
    await expect(read("lz4.parquet")).rejects.toMatchObject({ code: "source-wrong-shape" });
  });

  it("refuses a file that is written to while it is read", async () => {
    const own = await mkdtemp(join(tmpdir(), "parquet-"));
    await copyFile(join(folder, "row-groups.parquet"), join(own, "a.parquet"));
    const reading = async (): Promise<void> => {
      for await (const { rows } of new ParquetSource(own).rows({ file: "a.parquet" }))
        if (rows[0]?.number === 1) await writeFile(join(own, "a.parquet"), "x", { flag: "a" });
    };
    await expect(reading()).rejects.toMatchObject({ code: "source-changed" });
    await rm(own, { recursive: true });
  });
});
