import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactJson } from "../../../../migrations/items/exact-json";
import { JsonlSource } from "../../../../migrations/sources/json/jsonl-source";
import { Decimal } from "../../../../migrations/items/row";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { readRows } from "../read-rows";

const folder = useTemporaryFolder();
const file = "rows.jsonl";

async function rowsOf(text: string | Uint8Array, name = file) {
  await writeFile(join(folder(), name), text);
  return readRows(new JsonlSource(folder()), { file: name });
}

describe("JsonlSource", () => {
  it("numbers rows from 1 and passes over blank lines", async () => {
    expect(await rowsOf('{"id": "a"}\r\n\r\n  \n{"id": "b"}')).toEqual({
      rows: [
        { number: 1, value: { id: "a" } },
        { number: 2, value: { id: "b" } },
      ],
      fractionRead: 1,
    });
  });

  it("keeps every digit", async () => {
    const { rows } = await rowsOf('{"n": 9007199254740993, "d": 0.1234567890123456789}\n');
    expect(rows).toMatchObject([
      { value: { n: 9007199254740993n, d: new Decimal("0.1234567890123456789") } },
    ]);
  });

  it("reads any rows as they were written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), async (values) => {
        const { rows } = await rowsOf(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
        expect(rows.map(({ value }) => value)).toEqual(
          values.map((value) => parseExactJson(JSON.stringify(value))),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("hands out the rows around a line that is not JSON, and says which it is", async () => {
    expect(await rowsOf('{"id": "a"}\n\noops\n{"id": "b"}\n')).toMatchObject({
      rows: [
        { number: 1, value: { id: "a" } },
        { number: 2, value: "oops", malformed: expect.stringMatching(/^line 3 is not JSON: .+/) as string },
        { number: 3, value: { id: "b" } },
      ],
    });
  });

  it("says of a line that is not UTF-8 which it is", async () => {
    expect((await rowsOf(Buffer.from('"ä"', "latin1"))).rows).toEqual([
      { number: 1, value: '"\ufffd"', malformed: "line 1 is not UTF-8" },
    ]);
  });

  it("reads a line of several pieces", async () => {
    const long = "x".repeat(1_000_000);
    expect((await rowsOf(`${JSON.stringify({ long })}\n1`)).rows).toEqual([
      { number: 1, value: { long } },
      { number: 2, value: 1 },
    ]);
  });

  it("unpacks a file whose name ends with .gz", async () => {
    expect((await rowsOf(gzipSync("1\n2\n"), "rows.jsonl.gz")).rows).toMatchObject([
      { value: 1 },
      { value: 2 },
    ]);
  });

  it("has no row of an empty file", async () => {
    expect(await rowsOf("")).toEqual({ rows: [], fractionRead: undefined });
  });

  it("reports a missing file", async () => {
    const source = new JsonlSource(folder(), "data");
    const expected = {
      code: "source-unreadable",
      message: "cannot read data/rows.jsonl: file not found",
    };
    expect(await readRows(source, { file })).toMatchObject({ error: expected });
    await expect(source.version({ file })).rejects.toMatchObject(expected);
  });

  it("names the file", () => {
    expect(new JsonlSource("data").describe({ file })).toBe("data/rows.jsonl");
  });
});
