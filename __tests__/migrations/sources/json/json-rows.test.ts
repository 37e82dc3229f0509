import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonRowParser } from "../../../../migrations/sources/json/json-rows";
import { parseExactJson } from "../../../../migrations/items/exact-json";
import { Decimal, type RowValue } from "../../../../migrations/items/row";
import { cut } from "../cut";

/** All rows of a document that comes in pieces. */
function rowsOf(pieces: readonly Uint8Array[], at = "$"): RowValue[] {
  const parser = new JsonRowParser(at);
  const rows = pieces.flatMap((piece) => {
    parser.write(piece);
    return parser.takeRows();
  });
  parser.end();
  return rows;
}

function rowsOfText(text: string, at?: string): RowValue[] {
  return rowsOf([Buffer.from(text)], at);
}

describe("JsonRowParser", () => {
  it.each<[string, string, string, RowValue[]]>([
    ["a list", "[1, 2]", "$", [1, 2]],
    ["an empty list", " [ ] ", "$", []],
    ["a list within an object", '{"users": [{"id": 1}], "posts": [2]}', "$.users", [{ id: 1 }]],
    ["a list two levels down", '{"a": {"b": [1]}, "b": [2]}', "$.a.b", [1]],
    ["a list behind others", '{"posts": [[1], {"users": [2]}], "users": [3]}', "$.users", [3]],
    ["rows of every kind", '[null, true, "x", [1], {"a": {}}]', "$", [null, true, "x", [1], { a: {} }]],
    ["a list behind a byte order mark", "\ufeff[1]", "$", [1]],
    ["empty names and texts", '[{"": ""}]', "$", [{ "": "" }]],
    ["escapes", '["\\u00e9\\n\\ud83d\\ude00"]', "$", ["é\n😀"]],
    ["line breaks behind the list", "[1]\n\n", "$", [1]],
  ])("reads %s", (_what, text, at, rows) => {
    expect(rowsOfText(text, at)).toEqual(rows);
  });

  it("keeps every digit of numbers, however deep", () => {
    expect(rowsOfText('[{"a": [9007199254740993, {"b": 0.1234567890123456789}]}, -0, 1e23]')).toEqual([
      { a: [9007199254740993n, { b: new Decimal("0.1234567890123456789") }] },
      -0,
      1e23,
    ]);
  });

  it("keeps a member named __proto__", () => {
    const [row] = rowsOfText('[{"__proto__": {"a": 1}}]');
    expect(Object.keys(row as object)).toEqual(["__proto__"]);
  });

  it("reads the same rows wherever the document is cut", () => {
    const document = fc.record({ other: fc.jsonValue({ maxDepth: 2 }), rows: fc.array(fc.jsonValue()) });
    fc.assert(
      fc.property(document, fc.array(fc.nat(), { maxLength: 30 }), (value, places) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(rowsOf(cut(bytes, places), "$.rows")).toEqual(rowsOf([bytes], "$.rows"));
      }),
      { numRuns: 1000 },
    );
  });

  it("reads rows of every kind as one parse of the document does, and the rest of them from any of its positions", () => {
    const row = fc.oneof(
      { weight: 4, arbitrary: fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 3 })) },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    );
    const space = fc.constantFrom(undefined, 1, "\t");
    fc.assert(
      fc.property(fc.array(row), space, fc.array(fc.nat(), { maxLength: 9 }), (rows, indent, places) => {
        const bytes = Buffer.from(JSON.stringify({ before: [[]], rows, after: rows }, null, indent));
        const expected = (parseExactJson(bytes.toString()) as { rows: RowValue[] }).rows;
        const parser = new JsonRowParser("$.rows");
        const read: RowValue[] = [];
        for (const piece of cut(bytes, places)) {
          parser.write(piece);
          read.push(...parser.takeRows());
          if (parser.position !== undefined) {
            const rest = new JsonRowParser("$.rows", parser.position);
            rest.write(bytes.subarray(parser.position));
            rest.end();
            expect([...read, ...rest.takeRows()]).toEqual(expected);
          }
        }
        parser.end();
        expect(read).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['[{"a": 1} {"b": 2}]', 1],
    ['[{"a": 1},, {"b": 2}]', 1],
    ['[, {"a": 1}]', 0],
    ['[{"a": 1}, {"b": 2},]', 2],
    ['[{"a": 1}, {"b": 2]}]', 1],
    ['[{"a": 1}, {"b": "\u0001"}]', 1],
    ['[{"a": 1}, {"b": "\\"}, {"c": 3}]', 1],
    ['[{"a": 1}, {"b": 2}}]', 2],
  ])("takes the rows before a fault among rows that stand together: %s", (text, before) => {
    for (const places of [[], [5], [11, 13]]) {
      const parser = new JsonRowParser("$");
      let rows = 0;
      expect(() => {
        for (const piece of cut(Buffer.from(text), places)) {
          parser.write(piece);
          rows += parser.takeRows().length;
        }
        parser.end();
      }).toThrow(/Unexpected|breaks off/);
      expect(rows + parser.takeRows().length).toBe(before);
    }
  });

  it("refuses a document that breaks off, wherever it does", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 })), fc.nat(), (rows, place) => {
        const text = Buffer.from(JSON.stringify({ rows }));
        const kept = text.subarray(0, place % text.length);
        expect(() => rowsOf([kept], "$.rows")).toThrow(
          kept.length === 0
            ? "must hold a list of rows at $.rows, got nothing"
            : "it breaks off before its end",
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["[1] x", 'Unexpected "x"'],
    ["[1][2]", "Unexpected LEFT_BRACKET"],
    ["[1,2]}", "Unexpected RIGHT_BRACE"],
    ["[1,]", "Unexpected RIGHT_BRACKET"],
    ["[1 2]", "Unexpected NUMBER"],
    ["[01]", "Unexpected NUMBER"],
    ["[.5]", 'Unexpected "."'],
    ["['a']", 'Unexpected "\'"'],
    ["[NaN]", 'Unexpected "N"'],
    ["<html>", 'Unexpected "<"'],
  ])("refuses %s", (text, message) => {
    expect(() => rowsOfText(text)).toThrow(message);
  });

  it.each([
    ["", "$", "must hold a list of rows at $, got nothing"],
    ["5", "$", "must hold a list of rows at $, got a single value"],
    ["null", "$", "must hold a list of rows at $, got a single value"],
    ["{}", "$", "must hold a list of rows at $, got an object"],
    [
      '{"users": []}',
      "$",
      "must hold a list of rows at $, got an object; name a list with at: $.key (keys so far: users)",
    ],
    [
      '{"posts": []}',
      "$.users",
      "must hold a list of rows at $.users, got nothing; name a list with at: $.key (keys so far: posts)",
    ],
    [
      '{"users": {"a": 1}}',
      "$.users",
      "must hold a list of rows at $.users, got an object; name a list with at: $.key (keys so far: users)",
    ],
    [
      '{"users": "none"}',
      "$.users",
      "must hold a list of rows at $.users, got a single value; name a list with at: $.key (keys so far: users)",
    ],
  ])("says of %j at %s what it holds instead", (text, at, message) => {
    expect(() => rowsOfText(text, at)).toThrow(new Error(message));
  });

  it("hands out the rows before a break", () => {
    const parser = new JsonRowParser("$");
    expect(() => parser.write(Buffer.from('[{"id": 1}, {"id": 2}, oops]'))).toThrow('Unexpected "o"');
    expect(parser.takeRows()).toEqual([{ id: 1 }, { id: 2 }]);
  });
});

describe("a name on the way to the list", () => {
  it.each([
    ['{"users": [1], "users": [2]}', "$.users", "users"],
    ['{"users": 1, "users": [2]}', "$.users", "users"],
    ['{"a": {"b": [1]}, "a": {"b": [2]}}', "$.a.b", "a"],
    ['{"a": {"b": [1], "b": []}}', "$.a.b", "b"],
  ])("that occurs twice is refused: %s", (text, at, name) => {
    expect(() => rowsOfText(text, at)).toThrow(`has "${name}" twice in the same object, on the way to ${at}`);
  });

  it("may occur elsewhere", () => {
    const text = '{"users": [{"users": 1, "a": {"users": 2}}], "b": {"users": [1], "c": {"users": 1}}}';
    expect(rowsOfText(text, "$.users")).toHaveLength(1);
  });

  it("that occurs again after the place of a resumed reading is refused", () => {
    const text = '{"users": [1, {"id": 2}], "users": [3]}';
    const rest = new JsonRowParser("$.users", text.indexOf("}") + 1);
    expect(() => rest.write(Buffer.from(text.slice(text.indexOf("}") + 1)))).toThrow('has "users" twice');
  });

  it("may hold dots if the path is given as names", () => {
    const parser = new JsonRowParser(["a.b"]);
    parser.write(Buffer.from('{"a": {"b": [1]}, "a.b": [2]}'));
    expect(parser.takeRows()).toEqual([2]);
  });
});

describe("a document that is too large to hold", () => {
  const write = (pieces: readonly string[]) => {
    const parser = new JsonRowParser("$", undefined, 1024 * 1024);
    return pieces.map((piece) => {
      parser.write(Buffer.from(piece));
      return parser.takeRows();
    });
  };
  const kilobytes = (count: number) => Array.from({ length: count }, () => "x".repeat(1024));

  it("has a row up to the limit", () => {
    expect(write(['["', ...kilobytes(1023), '", 1]']).flat()).toHaveLength(2);
  });

  it("is refused while a text goes on past the limit, before its end", () => {
    expect(() => write(['[1, "', ...kilobytes(1025)])).toThrow("has a text or number of more than 1 MB");
  });

  it("is refused while a row of short texts goes on past the limit", () => {
    const texts = Array.from({ length: 1100 }, () => `"${"x".repeat(1000)}",`);
    expect(() => write(['[{"a": [', ...texts])).toThrow("has a row of more than 1 MB");
  });

  it("may have any number of rows", () => {
    expect(write(["[", ...Array.from({ length: 3000 }, () => `"${"x".repeat(1000)}",`)]).flat()).toHaveLength(
      3000,
    );
  });

  it("may have any number of values outside of the list", () => {
    const parser = new JsonRowParser("$.users", undefined, 1024 * 1024);
    parser.write(Buffer.from('{"other": ['));
    for (let count = 0; count < 3000; count++) parser.write(Buffer.from(`"${"x".repeat(1000)}",`));
    parser.write(Buffer.from('1], "users": [1]}'));
    expect(parser.takeRows()).toEqual([1]);
  });
});
