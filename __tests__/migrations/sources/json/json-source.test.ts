import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { JsonSource } from "../../../../migrations/sources/json/json-source";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { readRows } from "../read-rows";

const folder = useTemporaryFolder();

async function sourceWith(text: string): Promise<JsonSource> {
  await writeFile(join(folder(), "rows.json"), text);
  return new JsonSource(folder());
}

const file = "rows.json";

describe("JsonSource", () => {
  it("numbers rows from 1", async () => {
    expect(await readRows(await sourceWith('["a", "b"]'), { file })).toEqual({
      rows: [
        { number: 1, value: "a" },
        { number: 2, value: "b" },
      ],
      fractionRead: 1,
    });
  });

  it("reads a file of several pieces whole", async () => {
    const texts = Array.from({ length: 20_000 }, (_, index) => `row ${index} of these äöü`);
    const { rows } = await readRows(await sourceWith(JSON.stringify({ rows: texts })), {
      file,
      at: "$.rows",
    });
    expect(rows.map(({ value }) => value)).toEqual(texts);
    expect(rows.at(-1)?.number).toBe(20_000);
  });

  it("says how to convert a file that is not UTF-8", async () => {
    await writeFile(join(folder(), file), Buffer.from('[{"name":"caf\u00e9"}]', "latin1"));
    const { error } = await readRows(new JsonSource(folder()), { file });
    expect((error as Error).message).toMatch(
      /rows\.json is not valid JSON after row 0, before byte \d+: it is not UTF-8; convert it, as with iconv -f WINDOWS-1252 -t UTF-8$/,
    );
  });

  it("takes an absolute path as it is", async () => {
    await sourceWith("[1]");
    expect((await readRows(new JsonSource("/nowhere"), { file: join(folder(), file) })).rows).toHaveLength(1);
  });

  it("names the file, and the place in it where that is not the whole", () => {
    const source = new JsonSource("data");
    expect([source.describe({ file }), source.describe({ file, at: "$" })]).toEqual([
      "data/rows.json",
      "data/rows.json",
    ]);
    expect(source.describe({ file, at: "$.users" })).toBe("data/rows.json $.users");
  });

  it("hands out the rows before a break and says where it is", async () => {
    expect(await readRows(await sourceWith('[{"id": 1}, {"id": 2}, {"id"'), { file })).toMatchObject({
      rows: [{ number: 1 }, { number: 2 }],
      error: {
        kind: "unreachable",
        code: "source-not-json",
        message: expect.stringMatching(
          /rows\.json is not valid JSON after row 2, before byte 28: it breaks off before its end$/,
        ) as string,
      },
    });
  });

  it("says what a file of another shape holds", async () => {
    expect(await readRows(await sourceWith('{"users": []}'), { file })).toMatchObject({
      rows: [],
      error: {
        code: "source-wrong-shape",
        message: expect.stringContaining("rows.json must hold a list of rows at $, got an object") as string,
      },
    });
  });

  it("reports a missing file", async () => {
    const source = new JsonSource(folder());
    const expected = {
      code: "source-unreadable",
      message: `cannot read ${join(folder(), file)}: file not found`,
    };
    expect(await readRows(source, { file })).toMatchObject({ rows: [], error: expected });
    await expect(source.version({ file })).rejects.toMatchObject(expected);
  });

  it("says why a file cannot be read", async () => {
    await mkdir(join(folder(), file));
    expect(await readRows(new JsonSource(folder()), { file })).toMatchObject({
      error: {
        code: "source-unreadable",
        message: expect.stringContaining("it is a folder; name a file in it") as string,
      },
    });
  });

  it("unpacks a file whose name ends with .gz", async () => {
    await writeFile(join(folder(), "rows.json.gz"), gzipSync('["a", "b"]'));
    expect(await readRows(new JsonSource(folder()), { file: "rows.json.gz" })).toMatchObject({
      rows: [{ value: "a" }, { value: "b" }],
      fractionRead: 1,
    });
  });

  it("says that a packed file is damaged", async () => {
    await writeFile(join(folder(), "rows.json.gz"), gzipSync("[1]").subarray(0, 15));
    expect(await readRows(new JsonSource(folder()), { file: "rows.json.gz" })).toMatchObject({
      error: {
        code: "source-unreadable",
        message: `cannot read ${join(folder(), "rows.json.gz")}: unexpected end of file`,
      },
    });
  });

  it("ends with an interruption when it is aborted", async () => {
    const source = await sourceWith("[1]");
    expect(await readRows(source, { file }, AbortSignal.abort())).toMatchObject({
      rows: [],
      error: { kind: "interrupted", code: "interrupted" },
    });
  });
});
