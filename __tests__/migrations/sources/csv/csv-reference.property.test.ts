import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCell } from "../../../../migrations/sources/csv/csv-cells";
import type { CsvFormat } from "../../../../migrations/sources/csv/csv-format";
import { CsvRowParser } from "../../../../migrations/sources/csv/csv-rows";
import { exactNumber } from "../../../../migrations/items/exact-number";
import { canonicalNumber } from "../../../../migrations/items/number-text";
import type { SourceRow } from "../../../../migrations/sources/source";
import { cut } from "../cut";
import { referenceRows } from "./reference-rows";

const lineEnd = fc.constantFrom("\n", "\r\n", "\r", "\n\n", "\r\n\r\n");
const places = fc.array(fc.nat(), { maxLength: 30 });
const format = fc.record<CsvFormat>({
  delimiter: fc.constantFrom(",", ";", "\t", "§"),
  empty: fc.constantFrom("null", "string"),
});

/** Rows of two cells, a few with more or fewer, between delimiters written as `~`. */
function fileOf(cell: fc.Arbitrary<string>) {
  const row = fc
    .oneof(
      { weight: 9, arbitrary: fc.tuple(cell, cell) },
      { weight: 1, arbitrary: fc.array(cell, { minLength: 1, maxLength: 3 }) },
    )
    .map((cells) => cells.join("~"));
  return fc
    .tuple(fc.constantFrom("", "\ufeff"), fc.array(fc.tuple(row, lineEnd), { maxLength: 12 }), row)
    .map(([mark, rows, last]) => `${mark}x~y\n${rows.flat().join("")}${last}`);
}

function rowsOf(pieces: readonly Buffer[], parser: CsvRowParser): SourceRow[] {
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return parser.takeRows();
}

/** Compares a reading in pieces, and one that resumes after each of the rows, with that of csv-parse. */
function compare(text: string, form: CsvFormat, at: readonly number[]): void {
  const bytes = Buffer.from(text.replaceAll("~", form.delimiter ?? ","));
  const { rows, ends } = referenceRows(bytes, form);
  expect(rowsOf(cut(bytes, at), new CsvRowParser(form))).toEqual(rows);
  ends.forEach((end, index) => {
    const { number, line = 0 } = rows[index] as SourceRow;
    const after = { bytes: end, rows: number, lines: line, header: ["x", "y"] };
    expect(rowsOf([bytes.subarray(end)], new CsvRowParser(form, undefined, after))).toEqual(
      rows.slice(index + 1),
    );
  });
}

describe("rows of CSV are those of csv-parse, wherever the file is cut", () => {
  const plain = fc.constantFrom("", "a", " b ", "ä", "€", "😀", "\ufeff", "\0", "1.50");
  const quoted = fc.constantFrom('""', '"a"', '"~"', '"\n"', '"\r"', '"é""\n\n~"', '""""', '"\ufeff"', '" "');

  it("if no cell has quotes", () => {
    fc.assert(fc.property(fileOf(plain), format, places, compare), { numRuns: 200 });
  });

  it("if cells have quotes", () => {
    fc.assert(fc.property(fileOf(fc.oneof(plain, quoted)), format, places, compare), { numRuns: 400 });
  });

  it("up to their cells if quotes are misplaced", () => {
    const misplaced = fc.constantFrom('5" pipe', '"4"5', '"a" ', '"""b"c', "x");
    fc.assert(
      fc.property(fileOf(fc.oneof(plain, misplaced)), places, (text, at) => {
        const bytes = Buffer.from(text.replaceAll("~", ","));
        const { rows } = referenceRows(bytes, { empty: "string" });
        const read = rowsOf(cut(bytes, at), new CsvRowParser({ empty: "string" }));
        expect(read.map(cellsOf)).toEqual(rows.map(cellsOf));
      }),
      { numRuns: 300 },
    );
  });
});

function cellsOf({ value }: SourceRow): unknown[] {
  return Object.values(value as object);
}

describe("cells of numbers", () => {
  it("are read with every digit", () => {
    const digits = fc.stringMatching(/^[+-]?\d{0,20}(\.\d{0,20})?([eE][+-]?\d{1,3})?$/);
    const texts = fc.oneof(
      digits,
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const trimmed = text.trim();
        const expected = canonicalNumber(trimmed) === undefined ? undefined : exactNumber(trimmed);
        expect(readCell(text, "number")).toEqual(text === "" ? null : expected);
      }),
      { numRuns: 2000 },
    );
  });
});
