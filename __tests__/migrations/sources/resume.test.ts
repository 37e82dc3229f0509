import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvRowParser } from "../../../migrations/sources/csv/csv-rows";
import { CsvSource } from "../../../migrations/sources/csv/csv-source";
import { DynamoDbExportSource } from "../../../migrations/table-files/export/dynamodb-export-source";
import { JsonRowParser } from "../../../migrations/sources/json/json-rows";
import { JsonSource } from "../../../migrations/sources/json/json-source";
import { JsonlSource } from "../../../migrations/sources/json/jsonl-source";
import { LineSplitter } from "../../../migrations/files/lines";
import { SourceFile } from "../../../migrations/files/source-file";
import { SqliteSource } from "../../../migrations/sources/sql/sqlite/sqlite-source";
import type { RowsFrom, Source } from "../../../migrations/sources/source";
import { useTemporaryFolder } from "../files/temporary-folder";
import { cut } from "./cut";
import { exportLines, writeExport } from "../table-files/export/sample-export";
import { resumeFromEverywhere, positionsOf, rowsAfter } from "./resume-anywhere";
import { makeSqlite } from "./sql/sqlite/sqlite-file";

const folder = useTemporaryFolder();
const places = fc.array(fc.nat(), { maxLength: 6 });
const padding = "ü".repeat(300);
const numbers = Array.from({ length: 2000 }, (_, index) => index + 1);

const csvText = `\ufeffid,text\r\n${numbers.map((n) => `${n},"${padding}\r\n""${n}"""\r\n`).join("")}`;
const jsonlText = `\ufeff${numbers.map((n) => `{"id": ${n}, "text": "${padding}"}\r\n\r\n`).join("")}`;
const jsonText = `{"v": [1], "users": [${numbers.map((n) => `{"id": ${n}, "a": [{"t": "${padding}"}]}`).join(" , ")}], "posts": [{"id": 1}]}`;

async function write(name: string, content: string | Uint8Array): Promise<RowsFrom> {
  await writeFile(join(folder(), name), content);
  return { file: name };
}

describe("a reading that goes on", () => {
  it.each<[string, string, (from: RowsFrom) => [Source, RowsFrom]]>([
    ["of JSON", jsonText, (from) => [new JsonSource(folder()), { ...from, at: "$.users" }]],
    ["of JSON lines", jsonlText, (from) => [new JsonlSource(folder()), from]],
    ["of CSV", csvText, (from) => [new CsvSource(folder()), { ...from, columns: { id: "number" } }]],
  ])("%s has the rows that are left, from every place", async (_what, text, make) => {
    const [source, from] = make(await write("rows", text));
    expect(await resumeFromEverywhere(source, from)).toBeGreaterThan(3);
  });

  it.each<[string, string, (from: RowsFrom) => [Source, RowsFrom]]>([
    ["of JSON", jsonText, (from) => [new JsonSource(folder()), { ...from, at: "$.users" }]],
    ["of JSON lines", jsonlText, (from) => [new JsonlSource(folder()), from]],
    ["of CSV", csvText, (from) => [new CsvSource(folder()), from]],
  ])("%s that is packed has them too", async (_what, text, make) => {
    const [source, from] = make(await write("rows.gz", gzipSync(text)));
    expect(await resumeFromEverywhere(source, from)).toBeGreaterThan(3);
  });

  it.each<[string, string, (from: RowsFrom) => [Source, RowsFrom]]>([
    [
      "of JSON lines",
      numbers.map((n) => `\ufeff{"id": ${n}, "text": "${padding}"}\n`).join(""),
      (from) => [new JsonlSource(folder()), from],
    ],
    [
      "of CSV",
      `id,text\n${numbers.map((n) => `\ufeff${n},${padding}\n`).join("")}`,
      (from) => [new CsvSource(folder()), from],
    ],
  ])("%s takes a byte order mark for text except at the file's beginning", async (_what, text, make) => {
    const [source, from] = make(await write("rows", text));
    expect(await resumeFromEverywhere(source, from)).toBeGreaterThan(3);
  });

  // With the bytes that are read at a time.
  it.each<[string, string, number, (from: RowsFrom) => [Source, RowsFrom]]>([
    ["of JSON", jsonText, 256, (from) => [new JsonSource(folder()), { ...from, at: "$.users" }]],
    ["of JSON lines", jsonlText, 256, (from) => [new JsonlSource(folder()), from]],
    ["of CSV", csvText, 64, (from) => [new CsvSource(folder()), from]],
  ])("%s does not look at what stands before", async (_what, text, kilobytes, make) => {
    const [source, from] = make(await write("rows", text));
    const [, place] = await positionsOf(source, from);
    const file = await open(join(folder(), "rows"), "r+");
    await file.write(Buffer.alloc(kilobytes * 1024, '"{\xff'), 0);
    await file.close();
    expect(place?.behind.length).toBeGreaterThan(100);
    expect(await rowsAfter(source, from, place!.after)).toEqual(place?.behind);
  });

  it("reads only the bytes that are left", async () => {
    await write("rows", csvText);
    const size = Buffer.byteLength(csvText);
    let seen = 0;
    const see = (bytes: Buffer): number => (seen += bytes.length);
    const reading = new SourceFile(join(folder(), "rows")).read({ see, from: size - 1000 });
    for await (const piece of reading) expect(piece.length).toBe(1000);
    expect([seen, reading.bytesGiven, reading.fractionRead]).toEqual([1000, size, 1]);
  });

  it("of an export has the items that are left, and holds files against their checksums", async () => {
    const items = (first: number) =>
      exportLines(
        numbers.slice(0, 1500).map((n) => ({ id: { N: String(first + n) }, text: { S: padding } })),
      );
    await writeExport(folder(), [items(0), items(10_000), items(20_000)]);
    expect(await resumeFromEverywhere(new DynamoDbExportSource(folder()), {})).toBeGreaterThan(6);
  });

  it("of an export does not read files that were read", async () => {
    const items = (id: string) => exportLines([{ id: { S: id } }]);
    await writeExport(folder(), [items("a"), items("b"), items("c")]);
    const source = new DynamoDbExportSource(folder());
    const [, place] = await positionsOf(source, {});
    await writeFile(join(folder(), "data", "part0.json.gz"), "");
    expect((await rowsAfter(source, {}, place!.after)).map(({ value }) => value)).toEqual([{ id: "c" }]);
  });
});

describe("a reading of SQLite that goes on", () => {
  const database = () => new SqliteSource(join(folder(), "shop.db"));
  const fill = (columns: string, row: string, count = 220) =>
    makeSqlite(
      join(folder(), "shop.db"),
      `CREATE TABLE t (${columns}`,
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${count}) INSERT INTO t SELECT ${row} FROM n`,
    );

  it.each([
    ["by row id", "a)", "n * 7 % 221"],
    ["by a whole number", "id INTEGER PRIMARY KEY, a)", "9007199254740993 + n, 1"],
    ["by text", "id TEXT PRIMARY KEY) WITHOUT ROWID", "'ü''' || n"],
    [
      "by text, whatever its case",
      "id TEXT COLLATE NOCASE PRIMARY KEY) WITHOUT ROWID",
      "char(65 + n % 32) || n",
    ],
    ["by several columns", "b, a, PRIMARY KEY (a, b)) WITHOUT ROWID", "n, n % 3"],
    [
      "by numbers, texts and blobs",
      "id PRIMARY KEY) WITHOUT ROWID",
      "CASE n % 4 WHEN 0 THEN n WHEN 1 THEN n / 7.0 WHEN 2 THEN 'x' || n ELSE CAST(n AS BLOB) END",
    ],
  ])("%s has the rows that are left", async (_what, columns, row) => {
    fill(columns, row);
    expect(await resumeFromEverywhere(database(), { table: "t" })).toBe(5);
  });

  it("has the rows of a query that are left", async () => {
    fill("id, a)", "n * 7 % 221, n");
    expect(await resumeFromEverywhere(database(), { query: "SELECT a, id FROM t", key: "id" })).toBe(5);
  });

  it("begins anew where the rows of a table have no place", async () => {
    fill("rowid, _rowid_, oid)", "n, n, n");
    expect(await positionsOf(database(), { table: "t" })).toEqual([]);
  });

  it("has no place behind a row whose key is cut off, null or infinite", async () => {
    fill("id)", "CASE n WHEN 50 THEN 'a' || char(0) || 'b' ELSE n END", 50);
    expect(await positionsOf(database(), { query: "SELECT * FROM t", key: "id" })).toEqual([]);
    makeSqlite(join(folder(), "shop.db"), "CREATE TABLE u (id)", "INSERT INTO u VALUES (9e999)");
    expect(await positionsOf(database(), { query: "SELECT * FROM u", key: "id" })).toEqual([]);
    makeSqlite(join(folder(), "shop.db"), "CREATE TABLE v (id)", "INSERT INTO v VALUES (NULL)");
    expect(await positionsOf(database(), { query: "SELECT * FROM v", key: "id" })).toEqual([]);
  });

  it("refuses a query whose key is the same on both sides of the place", async () => {
    fill("id)", "n", 50);
    const from = { query: "SELECT * FROM t", key: "id" };
    const [place] = await positionsOf(database(), from);
    makeSqlite(join(folder(), "shop.db"), "INSERT INTO t VALUES (50)");
    await expect(rowsAfter(database(), from, place!.after)).rejects.toMatchObject({
      code: "source-key-not-unique",
    });
  });
});

describe("a parser that goes on behind the rows that were taken", () => {
  it("of lines has those that are left, wherever the text was cut", () => {
    const text = fc.array(fc.constantFrom("a", "ü", "\r\n", "\n", "\r", ""), { maxLength: 30 });
    fc.assert(
      fc.property(text, places, (parts, cuts) => {
        const bytes = Buffer.from(parts.join(""));
        const whole = new LineSplitter();
        cut(bytes, cuts).forEach((piece) => whole.write(piece));
        const rest = new LineSplitter(undefined, whole.position);
        expect([...rest.write(bytes.subarray(whole.position)), ...rest.end()]).toEqual(whole.end());
      }),
      { numRuns: 300 },
    );
  });

  it("of CSV has those that are left, wherever the text was cut", () => {
    const cell = fc.constantFrom("", "a", '"b"', '"c\r\nd"', '"e""f"', "ü€", "😀");
    const table = fc.array(fc.tuple(cell, cell, fc.constantFrom("\n", "\r\n", "\r", "\n\n")), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(table, places, (lines, cuts) => {
        const bytes = Buffer.from(`\ufeffx,y\n${lines.map(([x, y, end]) => `${x},${y}${end}`).join("")}`);
        const whole = new CsvRowParser();
        const rows = [];
        const taken = [];
        for (const piece of cut(bytes, cuts)) {
          whole.write(piece);
          rows.push(...whole.takeRows());
          if (whole.hasHeader) taken.push({ place: whole.position, count: rows.length });
        }
        whole.end();
        rows.push(...whole.takeRows());
        for (const { place, count } of taken) {
          const rest = new CsvRowParser({}, undefined, place);
          rest.write(bytes.subarray(place.bytes));
          rest.end();
          expect(rest.takeRows()).toEqual(rows.slice(count));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("of CSV names the line in the whole file that it cannot make sense of", () => {
    const bytes = Buffer.from('x\n1\n2\n3\n"4\n"5\n');
    const whole = new CsvRowParser();
    whole.write(bytes.subarray(0, 6));
    whole.takeRows();
    const rest = new CsvRowParser({}, undefined, whole.position);
    expect(() => rest.write(bytes.subarray(whole.position.bytes))).toThrow(
      /^line 6: a cell continues after its closing quote/,
    );
  });

  it("of JSON has those that are left, wherever the text was cut", () => {
    const member = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.record({ id: fc.string({ unit: "binary" }) }));
    const at = fc.constantFrom("$", "$.users", '$.a "ü".b');
    fc.assert(
      fc.property(fc.array(member, { maxLength: 8 }), at, places, (members, path, cuts) => {
        const names = path.split(".").slice(1);
        const wrapped = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), members);
        const bytes = Buffer.from(JSON.stringify(wrapped, undefined, 1));
        const whole = new JsonRowParser(path);
        const rows: unknown[] = [];
        const taken: { place: number; count: number }[] = [];
        for (const piece of cut(bytes, cuts)) {
          whole.write(piece);
          rows.push(...whole.takeRows());
          if (whole.position !== undefined) taken.push({ place: whole.position, count: rows.length });
        }
        whole.end();
        for (const { place, count } of taken) {
          const rest = new JsonRowParser(path, place);
          rest.write(bytes.subarray(place));
          rest.end();
          expect(rest.takeRows()).toEqual(rows.slice(count));
        }
      }),
      { numRuns: 300 },
    );
  });
});
