import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExtendedJsonSource } from "../../../../migrations/sources/json/extended-json-source";
import { JsonEntriesParser } from "../../../../migrations/sources/json/json-entries";
import { JsonSource } from "../../../../migrations/sources/json/json-source";
import { JsonlSource } from "../../../../migrations/sources/json/jsonl-source";
import type { RowsFrom, Source } from "../../../../migrations/sources/source";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { cut } from "../cut";
import { readRows, readValues } from "../read-rows";

const folder = useTemporaryFolder();

async function source(text: string): Promise<Source> {
  await writeFile(join(folder(), "a.json"), text);
  return new JsonSource(folder(), "data");
}

describe("an object as rows", () => {
  it.each<[string, Partial<RowsFrom>, unknown[]]>([
    [
      '{"USD":{"rate":1},"EUR":{"rate":0.9}}',
      {},
      [
        { code: "USD", rate: 1 },
        { code: "EUR", rate: 0.9 },
      ],
    ],
    [
      '{"a":1,"rates":{"USD":{"code":"USD"},"EUR":0.9},"b":{}}',
      { at: "$.rates" },
      [{ code: "USD" }, { code: "EUR", value: 0.9 }],
    ],
    ['{"a":{"rates":{"x":1},"b":{"rates":{"y":2}}}}', { at: "$.a.b.rates" }, [{ code: "y", value: 2 }]],
    [
      '{"__proto__":{"a":{"b":[1]}},"l":[1],"n":null}',
      {},
      [
        { code: "__proto__", a: { b: [1] } },
        { code: "l", value: [1] },
        { code: "n", value: null },
      ],
    ],
    ['{"n":12345678901234567890}', {}, [{ code: "n", value: 12345678901234567890n }]],
    ["{}", {}, []],
  ])("has its keys as a column: %s", async (text, from, rows) => {
    expect(await readValues(await source(text), { file: "a.json", keyColumn: "code", ...from })).toEqual(
      rows,
    );
  });

  it("rejects a row that has another value in the column", async () => {
    const { rows } = await readRows(await source('{"a":{"code":"b"}}'), {
      file: "a.json",
      keyColumn: "code",
    });
    expect(rows[0]?.malformed).toBe(
      'code: the row has a column of this name with "b", and the key "a"; name another column in from.keyColumn',
    );
  });

  it.each([
    ["[1]", 'data/a.json must hold an object at $.r, whose keys are in the column "k", got nothing'],
    ['{"r":[1]}', 'data/a.json must hold an object at $.r, whose keys are in the column "k", got a list'],
    [
      '{"r":{"a":1}',
      "data/a.json is not valid JSON after row 1, before byte 12: it breaks off before its end",
    ],
    ['{"r":{"a":1,}}', "data/a.json is not valid JSON after row 1, before byte 14:"],
  ])("that is none is refused: %s", async (text, message) => {
    const { error } = await readRows(await source(text), { file: "a.json", at: "$.r", keyColumn: "k" });
    expect((error as Error).message).toContain(message);
  });

  it("has the members of JSON.parse, wherever it is cut", () => {
    const value = fc
      .jsonValue({ maxDepth: 3, noUnicodeString: false })
      .map((one) => JSON.parse(JSON.stringify(one)) as unknown);
    const object = fc.dictionary(fc.string({ maxLength: 4 }), value);
    fc.assert(
      fc.property(object, fc.array(fc.nat(), { maxLength: 9 }), (map, at) => {
        const parser = new JsonEntriesParser("$.r", "\u0001key");
        for (const piece of cut(Buffer.from(JSON.stringify({ a: { r: 1 }, r: map })), at))
          parser.write(piece);
        parser.end();
        const keys = parser
          .takeEntries()
          .map((entry) => (entry.value as Record<string, unknown>)["\u0001key"]);
        expect(keys).toEqual(Object.keys(map));
      }),
      { numRuns: 200 },
    );
  });
});

describe("Extended JSON", () => {
  const read = async (row: string, from: Partial<RowsFrom> = { extendedJson: true }) => {
    await writeFile(join(folder(), "a.jsonl"), `${row}\n`);
    const { rows } = await readRows(new ExtendedJsonSource(new JsonlSource(folder())), {
      file: "a.jsonl",
      ...from,
    });
    return rows[0]?.malformed ?? rows[0]?.value;
  };

  it.each<[string, unknown]>([
    ['{"_id":{"$oid":"65f0c0ffee65f0c0ffee65f0"}}', { _id: "65f0c0ffee65f0c0ffee65f0" }],
    ['{"a":{"$date":"2025-11-20T12:00:00.5+01:00"}}', { a: "2025-11-20T11:00:00.500Z" }],
    ['{"a":{"$date":{"$numberLong":"-1"}}}', { a: "1969-12-31T23:59:59.999Z" }],
    ['{"a":{"$date":1763640000000}}', { a: "2025-11-20T12:00:00.000Z" }],
    ['{"a":[{"$numberInt":"1"},{"$numberLong":"9007199254740993"}]}', { a: [1, 9007199254740993n] }],
    [
      '{"a":{"$numberDouble":"-0.0"},"b":{"$numberDouble":"1.5"}}',
      { a: expect.anything() as number, b: 1.5 },
    ],
    ['{"a":{"$binary":{"base64":"AP8=","subType":"00"}}}', { a: new Uint8Array([0, 255]) }],
    ['{"a":{"$binary":"AP8=","$type":"00"}}', { a: new Uint8Array([0, 255]) }],
    [
      '{"a":{"$uuid":"c8edabc3-f738-4ca3-b68d-ab92a91478a3"},"b":{"$symbol":"s"}}',
      { a: "c8edabc3-f738-4ca3-b68d-ab92a91478a3", b: "s" },
    ],
    ['{"a":{"$timestamp":{"t":42,"i":1}}}', { a: { t: 42, i: 1 } }],
    ['{"a":{"$regularExpression":{"pattern":"^a","options":"i"}}}', { a: { pattern: "^a", options: "i" } }],
    ['{"a":{"$undefined":true}}', { a: null }],
    ['{"a":{"$ref":"c","$id":{"$oid":"1"}}}', { a: { $ref: "c", $id: "1" } }],
    ['{"a":{"$price":1},"b":{"x":{"$oid":"1"}}}', { a: { $price: 1 }, b: { x: "1" } }],
  ])("becomes plain values: %s", async (row, value) => {
    expect(await read(row)).toEqual(value);
  });

  it("keeps every digit of a decimal", async () => {
    expect(
      String(
        ((await read('{"a":{"$numberDecimal":"0.1234567890123456789012345678901234"}}')) as { a: unknown }).a,
      ),
    ).toBe("0.1234567890123456789012345678901234");
  });

  it.each([
    ['{"a":{"$numberDouble":"NaN"}}', '"NaN" is not a number that DynamoDB can store'],
    ['{"a":{"$minKey":1}}', '"$minKey" has no attribute type'],
    ['{"a":{"$oid":1}}', "text is expected"],
    ['{"a":{"$date":"soon"}}', "a date is expected"],
    ['{"a":{"$binary":{"base64":"?"}}}', "binary in base64 is expected"],
    ['{"a":{"$oid":"1","b":1}}', '"$oid" has no attribute type'],
  ])("that is none rejects its row: %s", async (row, reason) => {
    expect(await read(row)).toBe(`the row is not Extended JSON: ${reason}`);
  });

  it("is left as it is unless it is asked for", async () => {
    expect(await read('{"a":{"$oid":"1"}}', {})).toEqual({ a: { $oid: "1" } });
  });
});
