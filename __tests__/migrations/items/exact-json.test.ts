import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactJson } from "../../../migrations/items/exact-json";
import { JsonRowParser } from "../../../migrations/sources/json/json-rows";
import { Decimal, type RowValue } from "../../../migrations/items/row";

/** JSON text whose numbers are as long as they like. */
const text: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,24})?([eE][+-]?\d{1,3})?$/),
    fc.string().map((one) => JSON.stringify(one)),
    fc.constantFrom("true", "false", "null"),
    fc.array(tie("value"), { maxLength: 4 }).map((members) => `[${members.join(" , ")}]`),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }).map((members) => {
      const all = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
      return `{${all.join(",")}}`;
    }),
  ),
})).value;

describe("parseExactJson", () => {
  it.each<[string, RowValue]>([
    ["9007199254740993", 9007199254740993n],
    ['{"n": 0.12345678901234567890}', { n: new Decimal("0.12345678901234567890") }],
    ["[1e400]", [new Decimal("1e400")]],
    ['{"id": "12345678901234567890", "n": 1.5}', { id: "12345678901234567890", n: 1.5 }],
    ['"1234567890123456"', "1234567890123456"],
    ["null", null],
  ])("reads %s", (json, value) => {
    expect(parseExactJson(json)).toEqual(value);
  });

  it("finds a number of sixteen digits wherever it starts and ends", () => {
    for (let before = 0; before < 40; before++)
      for (let after = 0; after < 20; after++) {
        const row = [before, 9007199254740993n, "x".repeat(after)];
        const json = `${" ".repeat(before)}[${before},9007199254740993,"${"x".repeat(after)}"]`;
        expect(parseExactJson(json)).toEqual(row);
      }
  });

  it("keeps a member named __proto__", () => {
    expect(Object.keys(parseExactJson('{"__proto__": 1234567890123456}') as object)).toEqual(["__proto__"]);
  });

  it("reads any value as the streaming parser does", () => {
    fc.assert(
      fc.property(text, (json) => {
        const parser = new JsonRowParser("$");
        parser.write(Buffer.from(`[${json}]`));
        expect([parseExactJson(json)]).toEqual(parser.takeRows());
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["", "{", "[1,]", "{'a': 1}", "1 2", "01234567890123456789"])("refuses %j", (json) => {
    expect(() => parseExactJson(json)).toThrow(SyntaxError);
  });
});
