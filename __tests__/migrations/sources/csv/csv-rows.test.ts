import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CsvFormat } from "../../../../migrations/sources/csv/csv-format";
import { CsvRowParser } from "../../../../migrations/sources/csv/csv-rows";
import type { SourceRow } from "../../../../migrations/sources/source";
import { Decimal, type RowValue } from "../../../../migrations/items/row";
import { cut } from "../cut";
import { withoutLine } from "../read-rows";

/** All rows of a file that comes in pieces. */
function rowsOf(pieces: readonly Buffer[], format?: CsvFormat): SourceRow[] {
  const parser = new CsvRowParser(format);
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return parser.takeRows().map(withoutLine);
}

function valuesOf(text: string, format?: CsvFormat): RowValue[] {
  return rowsOf([Buffer.from(text)], format).map(({ value }) => value);
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

describe("CsvRowParser", () => {
  it.each<[string, string, RowValue[]]>([
    ["quoted cells", 'a,b\n"x,y","1""2\n3"\n', [{ a: "x,y", b: '1"2\n3' }]],
    ["lines that end with CRLF", "a,b\r\n1,2\r\n", [{ a: "1", b: "2" }]],
    [
      "lines that end with one or the other",
      "a,b\r\n1,2\n3,4\r\n",
      [
        { a: "1", b: "2" },
        { a: "3", b: "4" },
      ],
    ],
    ["a last line without its end", "a\n1", [{ a: "1" }]],
    ["a byte order mark", "\ufeffa\n1", [{ a: "1" }]],
    ["a byte order mark before a quoted name", '\ufeff"a,b",c\n1,2', [{ "a,b": "1", c: "2" }]],
    ["blank lines", "a,b\n\n1,2\n\n", [{ a: "1", b: "2" }]],
    ["empty cells, with quotes and without", 'a,b\n,""\n', [{ a: null, b: "" }]],
    ["names with white space around them", " a , b\n1,2\n", [{ a: "1", b: "2" }]],
    ["spaces as they are", "a\n x \n", [{ a: " x " }]],
  ])("reads %s", (_what, text, rows) => {
    expect(valuesOf(text)).toEqual(rows);
  });

  it("reads cells between other delimiters", () => {
    expect(valuesOf("a;b\n1,5;2\n", { delimiter: ";" })).toEqual([{ a: "1,5", b: "2" }]);
    expect(valuesOf("a\tb\n1\t2\n", { delimiter: "\t" })).toEqual([{ a: "1", b: "2" }]);
  });

  it.each<[NonNullable<CsvFormat["columns"]>[string], string, RowValue]>([
    ["string", "007", "007"],
    ["number", "12.50", 12.5],
    ["number", " 7 ", 7],
    ["number", "9007199254740993", 9007199254740993n],
    ["number", "0.1234567890123456789", new Decimal("0.1234567890123456789")],
    ["boolean", "TRUE", true],
    ["boolean", "0", false],
    ["binary", "AQI=", Uint8Array.of(1, 2)],
    ["binary", "AQI", Uint8Array.of(1, 2)],
    ["list", '"[""a"", 9007199254740993]"', ["a", 9007199254740993n]],
    ["map", '"{""a"": [1]}"', { a: [1] }],
    ["number", "", null],
    ["list", "", null],
  ])("reads a %s from %s", (type, cell, value) => {
    expect(valuesOf(`a,b\n${cell},x\n`, { columns: { a: type } })).toEqual([{ a: value, b: "x" }]);
  });

  it.each<[NonNullable<CsvFormat["columns"]>[string], string, string]>([
    ["number", "1.000.000", 'a must be a number, got "1.000.000"'],
    ["number", "NaN", 'a must be a number, got "NaN"'],
    ["boolean", "maybe", 'a must be true or false (or t, f, 1, 0), got "maybe"'],
    ["boolean", "constructor", 'a must be true or false (or t, f, 1, 0), got "constructor"'],
    ["binary", "AQ?", 'a must be binary in base64, got "AQ?"'],
    ["list", "{}", 'a must be a JSON list, got "{}"'],
    ["map", "[1", 'a must be a JSON object, got "[1"'],
  ])("has a broken row where a %s is %s", (type, cell, malformed) => {
    expect(rowsOf([Buffer.from(`a,b\n${cell},x\n`)], { columns: { a: type } })).toEqual([
      { number: 1, value: { a: cell, b: "x" }, malformed },
    ]);
  });

  it("has a broken row where cells are missing or too many, and reads the others", () => {
    expect(rowsOf([Buffer.from("a,b\n1\n1,2\n1,2,3\n")])).toEqual([
      { number: 1, value: ["1"], malformed: "the row has 1 cell, but the first row names 2 columns" },
      { number: 2, value: { a: "1", b: "2" } },
      {
        number: 3,
        value: ["1", "2", "3"],
        malformed: "the row has 3 cells, but the first row names 2 columns",
      },
    ]);
  });

  it("keeps columns named __proto__ and constructor", () => {
    const [row] = valuesOf("__proto__,constructor\n1,2\n");
    expect(Object.entries(row as object)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });

  it("reads any cells as they were written, wherever the file is cut", () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.constantFrom('"', "\r\n", ",", "\ufeff"),
    );
    const rows = fc.array(fc.tuple(cell, cell));
    const places = fc.array(fc.nat(), { maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.constantFrom("\n", "\r\n"), places, (cells, lineEnd, at) => {
        const lines = [["a", "b"], ...cells].map((row) => row.map(quoted).join(",") + lineEnd);
        const read = rowsOf(cut(Buffer.from(lines.join("")), at));
        expect(read.map(({ value }) => value)).toEqual(cells.map(([a, b]) => ({ a, b })));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a\n1\n"2', "line 3: a quote is opened and never closed"],
    [
      'a\n"1\n2"3\n',
      "line 3: a cell continues after its closing quote; a quote inside a quoted cell is written twice",
    ],
  ])("refuses %j", (text, message) => {
    expect(() => rowsOf([Buffer.from(text)])).toThrow(new Error(message));
  });

  it("reads a row of the most bytes that one may have, and refuses one of a byte more", () => {
    const parser = new CsvRowParser({}, 10);
    parser.write(Buffer.from('a,b\n"é",12345\n'));
    expect(() => parser.write(Buffer.from('1,2\n"é",123456\n3,4\n'))).toThrow(
      "line 4: a row is longer than any item; a quote may not be closed",
    );
    expect(parser.takeRows().map(withoutLine)).toEqual([
      { number: 1, value: { a: "é", b: "12345" } },
      { number: 2, value: { a: "1", b: "2" } },
    ]);
  });

  it("refuses an unfinished row of a byte more than one may have", () => {
    const parser = new CsvRowParser({}, 10);
    parser.write(Buffer.from('a\n"123456789'));
    expect(() => parser.write(Buffer.from("0"))).toThrow("line 2: a row is longer than any item");
  });

  it("hands out a long row that comes in small pieces at the end of the file at the latest", () => {
    const text = `a\n"${"x\n".repeat(1000)}"\n1\n`;
    const rows = rowsOf(
      cut(
        Buffer.from(text),
        Array.from({ length: 500 }, (_, index) => 4 * index),
      ),
    );
    expect(rows.map(({ value }) => value)).toEqual([{ a: "x\n".repeat(1000) }, { a: "1" }]);
  });

  it("counts a pair of carriage return and line feed in a quoted cell as one line end", () => {
    const parser = new CsvRowParser();
    parser.write(Buffer.from('a\r\n"1\r\n2"\r\n3\r\n'));
    expect(parser.takeRows().map(({ line }) => line)).toEqual([3, 4]);
  });

  it("refuses a row that a quote makes endless", () => {
    const parser = new CsvRowParser({}, 1000);
    parser.write(Buffer.from('a\n"'));
    expect(() => parser.write(Buffer.alloc(2000, "x"))).toThrow(
      "line 2: a row is longer than any item; a quote may not be closed",
    );
  });

  it.each([
    ["within the text", Buffer.from("a\nä\n", "latin1")],
    ["at its end", Buffer.from("a\nä").subarray(0, -1)],
  ])("refuses what is not UTF-8 %s", (_where, bytes) => {
    expect(() => rowsOf([bytes])).toThrow("it is not UTF-8; if it is Windows-1252");
  });

  it.each<[string, string[], string[]]>([
    ["in the row after them", ["a\n1\n2\n", "3\xff\n4\n"], ["1", "2"]],
    ["in a row of the same piece", ["a\n1\n2\n3\xff\n4\n"], ["1", "2"]],
    ["as the first byte of its row", ["a\n1\n2\n\xff\n"], ["1", "2"]],
    ["after rows that end with a carriage return", ["a\r1\r2\r\xff\r"], ["1", "2"]],
    ["as the last byte of the file", ["a\n1\n2\n\xc3"], ["1", "2"]],
    ["at the end of the last row", ["a\n1\n2\nx\xc3"], ["1", "2"]],
    ["within a quoted cell of several lines", ['a\n1\n"x\ny\xff"\n'], ["1"]],
    ["at the end of a quoted cell that is not closed", ['a\n1\n"x\ny\xc3'], ["1"]],
    ["after a character that two pieces share", ["a\n1\n\xc3", "\xa4\n2\n\xff\n"], ["1", "ä", "2"]],
    [
      "after a character in pieces of 1 byte",
      ["a\n", "\xf0", "\x9f", "\x98", "\x80\n2\n\xff\n"],
      ["😀", "2"],
    ],
    ["after the first of two pieces of a row that quotes follow", ['a\n1\n"x\n2"3', '"\xff\n'], ["1"]],
    ["as the missing end of a character", ["a\n1\n2\xf0\x9f\x98", "x\n"], ["1"]],
    ["in a row that another piece starts", ["a\n1\n2\n3", "4\xff\n"], ["1", "2"]],
    ["as the first byte of a piece and of its row", ["a\n1\n2\n", "\xff\n"], ["1", "2"]],
    ["in the first row", ["a\xff\n1\n"], []],
  ])("hands out the rows before a byte that is not UTF-8 %s", (_where, texts, names) => {
    const parser = new CsvRowParser();
    const parse = (): void => {
      for (const text of texts) parser.write(Buffer.from(text, "latin1"));
      parser.end();
    };
    expect(parse).toThrow("it is not UTF-8; if it is Windows-1252");
    expect(parser.takeRows().map(withoutLine)).toEqual(
      names.map((a, index) => ({ number: index + 1, value: { a } })),
    );
    const file = Buffer.from(texts.join(""), "latin1");
    const read = file.subarray(0, parser.position.bytes).toString("latin1");
    expect(read.split(/[\n\r]/).filter((line) => line !== "")).toHaveLength(names.length && names.length + 1);
  });

  it("refuses a quote that is misplaced before a byte that is not UTF-8", () => {
    const parser = new CsvRowParser();
    expect(() => parser.write(Buffer.from('a\n"1\n"x\n2\n\xff\n', "latin1"))).toThrow("line 3");
  });

  it("hands out the rows before a break", () => {
    const parser = new CsvRowParser();
    expect(() => parser.write(Buffer.from('a\n1\n2\n"3\n"x\n4567890\n4567890\n'))).toThrow("line 5");
    expect(parser.takeRows().map(withoutLine)).toEqual([
      { number: 1, value: { a: "1" } },
      { number: 2, value: { a: "2" } },
    ]);
  });
});

describe("misplaced quotes", () => {
  const bare =
    "a cell that is not quoted holds a quote; quote the cell and write its quotes twice, or set from: { quotes: relaxed }";
  const after = "a cell continues after its closing quote; a quote inside a quoted cell is written twice";

  it.each<[string, string[], string]>([
    ['5" pipe,1', ['5" pipe', "1"], `a: ${bare}`],
    ['1,5"', ["1", '5"'], `b: ${bare}`],
    ['1,5" x 7"', ["1", '5" x 7"'], `b: ${bare}`],
    ['"4"5,1', ['"4"5', "1"], `a: ${after}`],
    ['"a" ,1', ['"a" ', "1"], `a: ${after}`],
    ['"he said "hi", ok",1', ['"he said "hi"', ' ok"', "1"], `a: ${after}`],
    ['"",5" pipe', ["", '5" pipe'], `b: ${bare}`],
  ])("reject the row only: %s", (line, value, malformed) => {
    const text = `a,b\r\nx,y\r\n\r\n${line}\r\nz,"1""2"\r\n`;
    const expected = [
      { number: 1, value: { a: "x", b: "y" } },
      { number: 2, value, malformed },
      { number: 3, value: { a: "z", b: '1"2' } },
    ];
    expect(rowsOf([Buffer.from(text)])).toEqual(expected);
    expect(rowsOf(cut(Buffer.from(text), [12, 17, 19, 22]))).toEqual(expected);
  });

  it("are taken as they are in cells without quotes with quotes: relaxed", () => {
    const format = { quotes: "relaxed", delimiter: ";" } as const;
    expect(rowsOf([Buffer.from('a;b\n5" pipe;1\n"4"5;1\n')], format)).toEqual([
      { number: 1, value: { a: '5" pipe', b: "1" } },
      { number: 2, value: ['"4"5', "1"], malformed: `a: ${after}` },
    ]);
  });

  it("after a cell without quotes that holds one reject the row with quotes: relaxed", () => {
    const rows = rowsOf([Buffer.from('a,b\n5" pipe,"4"5\n5" pipe,""\n')], { quotes: "relaxed" });
    expect(rows).toEqual([
      { number: 1, value: ['5" pipe', '"4"5'], malformed: `b: ${after}` },
      { number: 2, value: { a: '5" pipe', b: "" } },
    ]);
  });

  it("are taken as they are in the first row with quotes: relaxed", () => {
    expect(valuesOf('5" pipe\n1\n', { quotes: "relaxed" })).toEqual([{ '5" pipe': "1" }]);
  });

  it("refuse a first row", () => {
    expect(() => rowsOf([Buffer.from('a,5"\n1,2\n')])).toThrow(`has a first row in which ${bare}`);
  });
});

describe("empty cells", () => {
  const text = 'id,s,n\n1,,\n2,"",""\n';

  it("without quotes are null, and in quotes empty texts", () => {
    expect(valuesOf(text, { columns: { n: "number" } })).toEqual([
      { id: "1", s: null, n: null },
      { id: "2", s: "", n: null },
    ]);
  });

  it("are empty texts with empty: string", () => {
    expect(valuesOf(text, { columns: { n: "number" }, empty: "string" })).toEqual([
      { id: "1", s: "", n: null },
      { id: "2", s: "", n: null },
    ]);
  });

  it("are told apart wherever the file is cut", () => {
    const cell = fc.constantFrom("", '""', "x", '"y"', '"""z"', '"\r\n"');
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 20 });
    const plain = new Map<string, string | null>([
      ...([
        ["", null],
        ['""', ""],
        ["x", "x"],
        ['"y"', "y"],
        ['"""z"', '"z'],
        ['"\r\n"', "\r\n"],
      ] as const),
    ]);
    const places = fc.array(fc.nat(), { maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.constantFrom("\n", "\r\n", "\r"), places, (cells, end, at) => {
        const written = [["a", "b"], ...cells].map((row) => row.join(",") + end).join("");
        const read = rowsOf(cut(Buffer.from(written), at));
        expect(read).toEqual(
          cells.map(([a, b], index) => ({ number: index + 1, value: { a: plain.get(a), b: plain.get(b) } })),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("a file with one column whose name holds another delimiter", () => {
  it.each([";", "\t", "|"])("names the option: %j", (delimiter) => {
    const message = `names one column, ${JSON.stringify(`id${delimiter}name`)}; if its cells are separated by ${JSON.stringify(delimiter)}, set from: { delimiter: ${JSON.stringify(delimiter)} }`;
    expect(() => rowsOf([Buffer.from(`id${delimiter}name\n1${delimiter}x\n`)])).toThrow(new Error(message));
  });
});
