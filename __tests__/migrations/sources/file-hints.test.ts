import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CsvSource } from "../../../migrations/sources/csv/csv-source";
import { JsonSource } from "../../../migrations/sources/json/json-source";
import { JsonlSource } from "../../../migrations/sources/json/jsonl-source";
import { useTemporaryFolder } from "../files/temporary-folder";
import { readRows, readValues } from "./read-rows";

const folder = useTemporaryFolder();
const makers = {
  json: () => new JsonSource(folder(), ""),
  jsonl: () => new JsonlSource(folder(), ""),
  csv: () => new CsvSource(folder(), ""),
};

async function source(kind: keyof typeof makers, content: string | Uint8Array, file = "rows") {
  await writeFile(join(folder(), file), content);
  return makers[kind]();
}

function bigEndian(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

describe("a file in UTF-16", () => {
  const json = '[{"id": "ünï😀"}]';
  it.each<[string, Buffer]>([
    ["little-endian with a byte order mark", Buffer.from(`\ufeff${json}`, "utf16le")],
    ["big-endian with a byte order mark", bigEndian(`\ufeff${json}`)],
    ["little-endian without one", Buffer.from(json, "utf16le")],
    ["big-endian without one", bigEndian(json)],
    ["gzip-compressed", gzipSync(Buffer.from(`\ufeff${json}`, "utf16le"))],
  ])("is read: %s", async (_what, content) => {
    expect(await readValues(await source("json", content), { file: "rows" })).toEqual([{ id: "ünï😀" }]);
  });

  it("is read as CSV, over several pieces", async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `${index},ü😀`);
    const content = Buffer.from(`\ufeffid,name\n${rows.join("\n")}\n`, "utf16le");
    const values = await readValues(await source("csv", content), { file: "rows" });
    expect([values.length, values.at(-1)]).toEqual([50_000, { id: "49999", name: "ü😀" }]);
  });

  it.each([
    ["in the third row", "\ufeffid\n1\n2\n3", "\n4\n", 2],
    ["at the start of a row", "\ufeffid\n1\n2\n", "\n4\n", 2],
    ["in the header", "\ufeffi", "\n4\n", 0],
    ["in a quoted cell after a line feed", '\ufeffid\n1\n"2\n', '"\n4\n', 1],
    ["after several pieces", `\ufeffid\n${"1\n".repeat(100_000)}2`, "\n", 100_000],
  ])(
    "gives every CSV row before half a character %s, and names the last one",
    async (_what, before, after, rows) => {
      const malformed = Buffer.concat([
        Buffer.from(before, "utf16le"),
        Buffer.from([0x00, 0xd8]),
        Buffer.from(after, "utf16le"),
      ]);
      const read = await readRows(await source("csv", malformed), { file: "rows" });
      expect(read.rows).toHaveLength(rows);
      expect(read.error).toMatchObject({
        message: `rows is not valid CSV after row ${rows}: it starts as UTF-16LE does, but is not valid in it`,
      });
    },
  );

  it("names the last whole CSV row if its last character is cut off", async () => {
    const content = Buffer.from("\ufeffid\n1\n2\n3", "utf16le").subarray(0, -1);
    const read = await readRows(await source("csv", content), { file: "rows" });
    expect(read.rows).toHaveLength(2);
    expect(read.error).toMatchObject({ message: expect.stringContaining("after row 2:") as unknown });
  });

  it("keeps a byte order mark that is not its first character", async () => {
    const content = Buffer.from(`\ufeffid,x\n1,${"a".repeat(200_000)}\ufeff\n`, "utf16le");
    const [row] = await readValues(await source("csv", content), { file: "rows" });
    expect((row as { x: string }).x).toBe(`${"a".repeat(200_000)}\ufeff`);
  });

  it("is refused if it holds half a character", async () => {
    const content = Buffer.concat([
      Buffer.from("\ufeff[1", "utf16le"),
      Buffer.from([0x00, 0xd8, 0x41, 0x00]),
    ]);
    expect(await readRows(await source("json", content), { file: "rows" })).toMatchObject({
      error: { message: "cannot read rows: it starts as UTF-16LE does, but is not valid in it" },
    });
  });
});

describe("a gzip-compressed file whose name does not say so", () => {
  it("is decompressed", async () => {
    expect(await readValues(await source("jsonl", gzipSync('{"id": 1}\n')), { file: "rows" })).toEqual([
      { id: 1 },
    ]);
  });
});

describe("a file of another kind", () => {
  it.each(['{"id": 1}\n{"id": 2}\n', '{"id": 1}\n\n{"id": "cut o', "[1]\n[2]\n"])(
    "names the source for lines: %j",
    async (content) => {
      expect(await readRows(await source("json", content), { file: "rows" })).toMatchObject({
        error: {
          code: "source-wrong-shape",
          message:
            "rows holds one JSON value per line, not one document; read it with source: { jsonl: ... }",
        },
      });
    },
  );

  it.each([
    ["[\n", "rows", "list"],
    ['[{"id": 1},\n{"id": 2}]\n', "rows", "list"],
    ['[{"id": 1}, {"id": 2}]', "rows.json", "list"],
    ['{\n  "users": []\n}', "rows", "document"],
  ])("names the source for documents: %j in %s", async (content, file, what) => {
    const message = `${file} holds a JSON ${what}, not one JSON value per line; read it with source: { json: ... }`;
    expect(await readRows(await source("jsonl", content, file), { file })).toMatchObject({
      rows: [],
      error: { code: "source-wrong-shape", message: expect.stringContaining(message) as string },
    });
  });

  it("leaves lists on a line in a file of lines alone", async () => {
    expect(await readValues(await source("jsonl", "[1]\n[2]\n"), { file: "rows" })).toEqual([[1], [2]]);
  });
});
