import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CsvSource } from "../../../../migrations/sources/csv/csv-source";
import type { RowsFrom } from "../../../../migrations/sources/source";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { readRows } from "../read-rows";

const folder = useTemporaryFolder();
const file = "rows.csv";

async function rowsOf(text: string | Uint8Array, from: RowsFrom = {}) {
  await writeFile(join(folder(), from.file ?? file), text);
  return readRows(new CsvSource(folder(), "data"), { file, ...from });
}

describe("CsvSource", () => {
  it("numbers rows from 1", async () => {
    expect(await rowsOf("id,name\n1,a\n2,b\n")).toEqual({
      rows: [
        { number: 1, value: { id: "1", name: "a" } },
        { number: 2, value: { id: "2", name: "b" } },
      ],
      fractionRead: 1,
    });
  });

  it("reads a file of several pieces whole", async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `row ${index} of these äöü`);
    const { rows } = await rowsOf(`name\n${names.join("\n")}`);
    expect(rows.map(({ value }) => value)).toEqual(names.map((name) => ({ name })));
    expect(rows.at(-1)?.number).toBe(20_000);
  });

  it("has no row of a file that only names its columns", async () => {
    expect((await rowsOf("id,name\n")).rows).toEqual([]);
  });

  it("unpacks a file whose name ends with .gz", async () => {
    const { rows } = await rowsOf(gzipSync("id\na\n"), { file: "rows.csv.gz" });
    expect(rows).toEqual([{ number: 1, value: { id: "a" } }]);
  });

  it("hands out the rows before a break and says where it is", async () => {
    expect(await rowsOf('id,name\n1,a\n2,"b\n3,c\n')).toMatchObject({
      rows: [{ number: 1 }],
      error: {
        kind: "unreachable",
        code: "source-not-csv",
        message: "data/rows.csv is not valid CSV after row 1: line 4: a quote is opened and never closed",
      },
    });
  });

  it("counts the rows before a byte that is not UTF-8", async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `${index},ä\n`).join("");
    const bytes = Buffer.concat([Buffer.from(`id,name\n${lines}`), Buffer.from([0xe9]), Buffer.from(lines)]);
    const { rows, error } = await rowsOf(bytes);
    expect(rows).toHaveLength(10_000);
    expect((error as Error).message).toMatch(
      /^data\/rows\.csv is not valid CSV after row 10000: it is not UTF-8/,
    );
  });

  it.each([
    ["", "must name the columns in its first row, got nothing"],
    ["id,,name\n", "must name every column in its first row, but column 2 has no name"],
    ["id,name,id\n", 'must name every column once, but has "id" twice'],
    ["id,prices\n", 'has no column "price"; did you mean "prices"? It has: id, prices'],
  ])("says what is wrong with the first row %j", async (text, message) => {
    expect(await rowsOf(text, { columns: { price: "number" } })).toMatchObject({
      rows: [],
      error: { code: "source-wrong-shape", message: `data/rows.csv ${message}` },
    });
  });

  it("reports a missing file", async () => {
    const source = new CsvSource(folder(), "data");
    const expected = {
      code: "source-unreadable",
      message: "cannot read data/rows.csv: file not found",
    };
    expect(await readRows(source, { file })).toMatchObject({ error: expected });
    await expect(source.version({ file })).rejects.toMatchObject(expected);
  });

  it("names the file", () => {
    expect(new CsvSource("data").describe({ file })).toBe("data/rows.csv");
  });
});
