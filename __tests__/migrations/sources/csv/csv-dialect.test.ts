import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowObject } from "../../../../migrations/items/row";
import type { CsvFormat } from "../../../../migrations/sources/csv/csv-format";
import { CsvRowParser } from "../../../../migrations/sources/csv/csv-rows";
import { CsvSource } from "../../../../migrations/sources/csv/csv-source";
import type { SourceRow } from "../../../../migrations/sources/source";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { cut } from "../cut";
import { readRows } from "../read-rows";
import { resumeFromEverywhere } from "../resume-anywhere";

function rowsOf(pieces: readonly Buffer[], format: CsvFormat): SourceRow[] {
  const parser = new CsvRowParser(format);
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return parser.takeRows();
}

function read(text: string, format: CsvFormat): unknown[] {
  return rowsOf([Buffer.from(text)], format).map(({ value, malformed }) => malformed ?? value);
}

const ab = { header: false, names: ["a", "b"] };

describe("a CSV file", () => {
  it("without a header has the columns that are named", () => {
    expect(read("1,x\n2,y\n", { ...ab, columns: { a: "number" } })).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
  });

  it("without a header rejects a row with another number of cells", () => {
    expect(read("1,x,z\n1;x\n", ab)).toEqual([
      "the row has 3 cells, but from.names has 2 columns",
      'the row has 1 cell, but from.names has 2 columns; if cells are separated by ";", set from: { delimiter: ";" }',
    ]);
  });

  it("refuses a type of a column that is not named", () => {
    expect(() => read("1,2\n", { ...ab, columns: { c: "number" } })).toThrow('has no column "c"');
  });

  it.each<[string, CsvFormat, unknown]>([
    ["\\N,NA\n", { ...ab, nulls: ["\\N", "NA"] }, { a: null, b: null }],
    ["NA,1\n", { ...ab, nulls: ["NA"], columns: { a: "number", b: "number" } }, { a: null, b: 1 }],
    ['"NA",NAN\n', { ...ab, nulls: ["NA"] }, { a: "NA", b: "NAN" }],
    ["NA,\n", { ...ab, empty: "string" }, { a: "NA", b: "" }],
    ['"",\n', { ...ab }, { a: "", b: null }],
    ['"",\n', { ...ab, quotedEmpty: null }, { a: null, b: null }],
    ['"",\n', { ...ab, quotedEmpty: null, empty: "string" }, { a: null, b: "" }],
  ])("has nulls as its format says: %j %j", (text, format, row) => {
    expect(read(text, format)).toEqual([row]);
  });

  it.each<[string, CsvFormat, unknown]>([
    ["'a,''b',c\n", { ...ab, quote: "'" }, { a: "a,'b", b: "c" }],
    ['5" pipe,"x\n', { ...ab, quote: null }, { a: '5" pipe', b: '"x' }],
    ['"a\\"b\\\\",c\n', { ...ab, escape: "\\" }, { a: 'a"b\\', b: "c" }],
    ["a\\,b\\\nc,d\\te\n", { ...ab, quote: null, escape: "\\" }, { a: "a,b\nc", b: "d\te" }],
    ["\\N,\\\\N\n", { ...ab, escape: "\\", nulls: ["\\N"] }, { a: null, b: "\\N" }],
    ["a^,b,^^\n", { ...ab, escape: "^" }, { a: "a,b", b: "^" }],
    ['"a""b","\r\n"\n', { ...ab, escape: "\\" }, { a: 'a"b', b: "\r\n" }],
    ['# no row, "\n1,2\n#last', { ...ab, comment: "#" }, { a: "1", b: "2" }],
    ["1,#2\n", { ...ab, comment: "#" }, { a: "1", b: "#2" }],
    ["x\t'y\tz'\n", { ...ab, quote: "'", delimiter: "\t" }, { a: "x", b: "y\tz" }],
  ])("is read by its quotes, escapes and comments: %j %j", (text, format, row) => {
    expect(read(text, format)).toEqual([row]);
  });

  it("counts the lines of comments", () => {
    const [row] = rowsOf([Buffer.from("#one\n#two\na\n\n1\n")], { comment: "#" });
    expect(row).toMatchObject({ number: 1, line: 5, value: { a: "1" } });
  });

  it.each<[string, CsvFormat, string]>([
    ["a'b,c\n", { ...ab, quote: "'" }, "a: a cell that is not quoted holds a quote"],
    ["'a'b,c\n", { ...ab, quote: "'" }, "a: a cell continues after its closing quote"],
  ])("rejects a row with a misplaced quote: %j", (text, format, message) => {
    expect(read(text, format)[0]).toContain(message);
  });

  it("that leaves a quote open is refused", () => {
    expect(() => read("'a,c\n", { ...ab, quote: "'" })).toThrow("line 1: a quote is opened and never closed");
  });

  it("has the same rows character by character as by its lines, wherever it is cut", () => {
    const cell = fc.constantFrom(
      "",
      "a",
      '""',
      '"a"',
      '","',
      '"\n"',
      '"\r\n"',
      '"é""\n"',
      "😀",
      'x"y',
      '"x"y',
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) => cells.join(","));
    const end = fc.constantFrom("\n", "\r\n", "\r", "\n\n");
    const rows = fc.array(fc.tuple(row, end), { maxLength: 8 }).map((list) => list.flat().join(""));
    const at = fc.array(fc.nat(), { maxLength: 20 });
    const format: CsvFormat = { nulls: ["a"], empty: "string" };
    const outcome = (pieces: readonly Buffer[], more: CsvFormat) => {
      try {
        return rowsOf(pieces, { ...format, ...more });
      } catch (error) {
        return (error as Error).message;
      }
    };
    fc.assert(
      fc.property(rows, at, (text, places) => {
        const pieces = cut(Buffer.from(`a,b\n${text}`), places);
        expect(outcome(pieces, { comment: "#" })).toEqual(outcome(pieces, {}));
      }),
      { numRuns: 600 },
    );
  });

  it("that MySQL wrote has the values that were written", () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.constantFrom("\\N", "a\tb", "\n", "\\", "\0", "\x1a"),
    );
    const written = (one: string | null) =>
      one === null ? "\\N" : one.replace(/[^]/g, (character) => escapes.get(character) ?? character);
    const escapes = new Map([
      ...["\\", "\t"].map((one) => [one, `\\${one}`] as const),
      ["\n", "\\\n"],
      ["\0", "\\0"],
      ["\x1a", "\\Z"],
    ]);
    const format = {
      ...ab,
      delimiter: "\t",
      quote: null,
      escape: "\\",
      nulls: ["\\N"],
      empty: "string",
    } as const;
    fc.assert(
      fc.property(value, value, fc.array(fc.nat(), { maxLength: 5 }), (a, b, at) => {
        fc.pre([a, b].every((one) => one?.includes("\r") !== true));
        fc.pre(a !== "" || b !== null);
        const line = Buffer.from(`${written(a)}\t${written(b)}\n`);
        expect(rowsOf(cut(line, at), format).map((row) => row.value)).toEqual([{ a, b }]);
      }),
      { numRuns: 400 },
    );
  });
});

describe("the encoding of a CSV file", () => {
  const folder = useTemporaryFolder();
  const text = "name\nGrüße – “€”\n";
  const utf16 = Buffer.from(text, "utf16le");
  const latin = "name\nGrüße\n";
  const windows = Buffer.from(
    text.replace("–", "\x96").replace("“", "\x93").replace("”", "\x94").replace("€", "\x80"),
    "latin1",
  );
  const row = { name: "Grüße – “€”" };

  it.each<[string, Buffer, RowObject]>([
    ["latin-1", Buffer.from(latin, "latin1"), { name: "Grüße" }],
    ["windows-1252", windows, row],
    ["utf-16le", utf16, row],
    ["utf-16be", Buffer.from(utf16).swap16(), row],
    ["utf-8", Buffer.from(text), row],
  ])("can be %s, compressed or not", async (encoding, bytes, value) => {
    await writeFile(join(folder(), "a.csv"), bytes);
    await writeFile(join(folder(), "a.csv.gz"), gzipSync(bytes));
    for (const file of ["a.csv", "a.csv.gz"]) {
      const { rows, error } = await readRows(new CsvSource(folder()), { file, encoding } as never);
      expect([rows.map((one) => one.value), error]).toEqual([[value], undefined]);
    }
  });

  it("that is converted can be resumed from everywhere", async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `${index},${"ü".repeat(200)}\n`);
    await writeFile(join(folder(), "a.csv"), Buffer.from(lines.join(""), "latin1"));
    const from = { file: "a.csv", encoding: "latin-1", ...ab } as const;
    expect(await resumeFromEverywhere(new CsvSource(folder()), from)).toBeGreaterThan(2);
  });

  it("that is another one is named with its fix", async () => {
    await writeFile(join(folder(), "a.csv"), windows);
    const { error } = await readRows(new CsvSource(folder()), { file: "a.csv" });
    expect((error as Error).message).toContain(
      "it is not UTF-8; if it is Windows-1252 or Latin-1, set from: { encoding: windows-1252 }",
    );
  });
});
