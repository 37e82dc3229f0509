import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CsvFormat } from "../../../migrations/sources/csv/csv-format";
import { CsvSource } from "../../../migrations/sources/csv/csv-source";
import { JsonlSource } from "../../../migrations/sources/json/jsonl-source";
import { DynamoDbExportSource } from "../../../migrations/table-files/export/dynamodb-export-source";
import { exportLines, writeExport } from "../table-files/export/sample-export";
import { SeveralFiles } from "../../../migrations/sources/several-files";
import type { ReadPart, RowsFrom, Source, SourcePart, SourceRow } from "../../../migrations/sources/source";
import { useTemporaryFolder } from "../files/temporary-folder";

const folder = useTemporaryFolder();

/** A source that can be split. */
type Divisible = Source & Required<Pick<Source, "split" | "compare" | "joinVersions">>;

async function rowsOf(source: Source, { from, range }: SourcePart): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const chunk of source.rows(from, { range })) rows.push(...chunk.rows);
  return rows;
}

/** The rows of all parts, numbered by the sums of the rows before. */
async function rowsOfParts(source: Divisible, from: RowsFrom, count: number): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for (const part of await source.split(from, count)) {
    const before = rows.length;
    const own = await rowsOf(source, part);
    rows.push(...own.map((row) => ({ ...row, number: before + row.number })));
  }
  return rows;
}

async function write(name: string, content: string | Uint8Array): Promise<RowsFrom> {
  await writeFile(join(folder(), name), content);
  return { file: name };
}

const line = fc.oneof(
  fc.json({ maxDepth: 1 }).map((text) => text.replaceAll("\n", " ")),
  fc.constantFrom("", "  ", "[1,", '{"id": ', "\ufeff{}", '"ü"', "{}\r", "\t\r", "\u2028"),
);
const cell = fc.oneof(
  fc.constantFrom(
    "a",
    "",
    "ü",
    '"q"',
    '"a,b"',
    '"line\nline"',
    '"\r\n"',
    '"say ""hi"""',
    'x"y',
    '"',
    '"a"b',
    '"a\n"b',
    "\ufeff",
  ),
  fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "x", ";"), maxLength: 5 }),
);
const ends = fc.constantFrom("\n", "\r\n", "\r", "\n\n", "\r\r\n");
const row = fc.tuple(fc.array(cell, { minLength: 1, maxLength: 3 }), ends);
const csvText = fc
  .tuple(fc.boolean(), fc.array(row, { maxLength: 12 }))
  .map(
    ([mark, rows]) =>
      `${mark ? "\ufeff" : ""}a,b\n${rows.map(([cells, end]) => cells.join(",") + end).join("")}`,
  );

/** The rows, or those before the error and its message. */
async function outcome(read: Promise<SourceRow[]>): Promise<unknown> {
  return read.catch((error: Error) => error.message.replace(/after row \d+/, "after some row"));
}

describe("the parts of a source", () => {
  it("of JSON Lines are its rows in order, with the same lines", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (lines, count) => {
          const from = await write("rows.jsonl", ["{}", ...lines].join("\n"));
          const source = new JsonlSource(folder(), folder(), 1);
          expect(await rowsOfParts(source, from, count)).toEqual(await rowsOf(source, { from }));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each<[string, CsvFormat]>([
    ["", {}],
    [" with relaxed quotes", { quotes: "relaxed" }],
    [" with semicolons", { delimiter: ";" }],
    [" without a header", { header: false, names: ["a", "b"] }],
  ])("of CSV%s are its rows in order, or the same error", async (_what, format) => {
    await fc.assert(
      fc.asyncProperty(csvText, fc.integer({ min: 1, max: 9 }), async (text, count) => {
        const from = { ...format, ...(await write("rows.csv", text)) };
        const source = new CsvSource(folder(), folder(), 1);
        expect(await outcome(rowsOfParts(source, from, count))).toEqual(
          await outcome(rowsOf(source, { from })),
        );
      }),
      { numRuns: 60 },
    );
  });

  const lines = Array.from(
    { length: 3000 },
    (_, id) => `{"id": ${id}, "text": "${"ü".repeat(id % 90)}"}\n`,
  ).join("");

  it("have about the same size and resume at each of their cursors", async () => {
    const source = new JsonlSource(folder(), folder(), 1);
    const from = await write("large.jsonl", lines.repeat(4));
    const all = await rowsOf(source, { from });
    const parts = await source.split(from, 4);
    const counts: number[] = [];
    for (const { range } of parts) {
      const rows = await rowsOf(source, { from, range });
      counts.push(rows.length);
      for await (const chunk of source.rows(from, { range })) {
        if (chunk.cursor === undefined) continue;
        const after = { row: chunk.rows.at(-1)?.number ?? 0, cursor: chunk.cursor };
        const rest: SourceRow[] = [];
        for await (const next of source.rows(from, { range, after })) rest.push(...next.rows);
        expect(rest).toEqual(rows.slice(after.row));
      }
    }
    expect(counts).toHaveLength(4);
    expect(Math.max(...counts.map((count) => Math.abs(count - 3000)))).toBeLessThan(90);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
  });

  it("have the version of the whole once all were read", async () => {
    const source = new JsonlSource(folder(), folder(), 1);
    const from = await write("large.jsonl", lines);
    expect(await joined(source, from, 4)).toBe(true);
    const version = await joinedVersion(source, from, 4);
    await write("large.jsonl", lines.replace('"id": 2999', '"id": 2998'));
    expect(await source.compare(from, version ?? "")).toMatchObject({ kind: "changed" });
  });

  it("have no version of the whole if one of them was not read", async () => {
    const source = new JsonlSource(folder(), folder(), 1);
    const from = await write("large.jsonl", lines);
    const parts = await readParts(source, from, 4);
    expect(source.joinVersions(from, parts.slice(0, 3))).toBeUndefined();
    expect(source.joinVersions(from, [parts[0]!, ...parts.slice(2)])).toBeUndefined();
  });

  it("of several files are the files, or parts of them", async () => {
    await write("part-1.jsonl", lines);
    await write("part-2.jsonl.gz", gzipSync(lines));
    const source = new SeveralFiles(new JsonlSource(folder(), folder(), 1), folder());
    const from = { file: "part-*.jsonl*" };
    expect(await source.split(from, 2)).toHaveLength(2);
    expect(await source.split(from, 6)).toHaveLength(4);
    expect(await rowsOfParts(source, from, 6)).toEqual(await rowsOf(source, { from }));
    expect(await joined(source, from, 6)).toBe(true);
  });

  it("is one if a file of several has a name that is a pattern itself", async () => {
    await write("odd-*.jsonl", lines);
    await write("odd-2.jsonl", lines);
    const source = new SeveralFiles(new JsonlSource(folder(), folder(), 1), folder());
    expect(await source.split({ file: "odd-*" }, 6)).toEqual([{ from: { file: "odd-*" } }]);
  });

  it("of an export are its data files, in order and with about the same number of items", async () => {
    const items = Array.from({ length: 60 }, (_, id) => ({ id: { N: String(id) } }));
    const texts = [0, 1, 3, 6, 10, 15, 21, 60].map((start, index, starts) =>
      exportLines(items.slice(start, starts[index + 1] ?? start)),
    );
    await writeExport(folder(), texts);
    const source = new DynamoDbExportSource(folder());
    const all = await rowsOf(source, { from: {} });
    for (const count of [1, 2, 3, 20]) {
      const rows: SourceRow[] = [];
      for (const part of await source.split({}, count))
        rows.push(
          ...(await rowsOf(source, part)).map((row) => ({ ...row, number: rows.length + row.number })),
        );
      expect(rows.map(({ value }) => value)).toEqual(all.map(({ value }) => value));
    }
    expect((await source.split({}, 2)).map(({ range }) => range)).toEqual(["0 7", "7 8"]);
    for (const { range } of await source.split({}, 3)) {
      const rows = await rowsOf(source, { from: {}, ...(range !== undefined && { range }) });
      for await (const { rows: some, cursor = "" } of source.rows({}, { range })) {
        const after = { row: some.at(-1)?.number ?? 0, cursor };
        const rest: SourceRow[] = [];
        for await (const next of source.rows({}, { range, after })) rest.push(...next.rows);
        expect(rest).toEqual(rows.slice(after.row));
      }
    }
  });

  it("is one if a file is compressed, in UTF-16 or of another dialect", async () => {
    const csv = new CsvSource(folder(), folder(), 1);
    const jsonl = new JsonlSource(folder(), folder(), 1);
    expect(await jsonl.split(await write("a.gz", gzipSync(lines)), 4)).toHaveLength(1);
    expect(
      await jsonl.split(await write("a.jsonl", Buffer.from(`\ufeff${lines}`, "utf16le")), 4),
    ).toHaveLength(1);
    const from = await write("a.csv", "a\n1\n2\n3\n");
    expect(await csv.split(from, 3)).toHaveLength(3);
    expect(await csv.split({ ...from, encoding: "latin-1" }, 3)).toHaveLength(1);
    expect(await csv.split({ ...from, escape: "\\" }, 3)).toHaveLength(1);
  });
});

async function readParts(source: Divisible, from: RowsFrom, count: number): Promise<ReadPart[]> {
  const read: ReadPart[] = [];
  for (const part of await source.split(from, count)) {
    let rows = 0;
    const stream = source.rows(part.from, { range: part.range, version: await source.version(part.from) });
    for await (const chunk of stream) rows += chunk.rows.length;
    read.push({ part, version: stream.version ?? "", rows });
  }
  return read;
}

async function joinedVersion(source: Divisible, from: RowsFrom, count: number): Promise<string | undefined> {
  return source.joinVersions(from, await readParts(source, from, count));
}

/** Whether the joined version is that of the file as it is. */
async function joined(source: Divisible, from: RowsFrom, count: number): Promise<boolean> {
  const version = await joinedVersion(source, from, count);
  return version !== undefined && (await source.compare(from, version)).kind === "same";
}
