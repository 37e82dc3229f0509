import { beforeAll, describe, expect, it } from "vitest";
import { inCelTypes } from "../../../../migrations/mapping/cel-values";
import { type Compile, loadCel } from "../../../../migrations/mapping/expression";
import { MappingInput } from "../../../../migrations/mapping/mapping-input";
import { Decimal, type RowObject, type RowValue } from "../../../../migrations/items/row";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

const row: RowObject = {
  nothing: null,
  half: "\ud800",
  id: 42,
  long: 9007199254740993n,
  exact: new Decimal("0.1234567890123456789"),
  price: 12.5,
  url: "https://example.com/?q=ä",
  tags: ["b", "a", "b"],
  numbers: [1, new Decimal("1.0"), "2.50"],
  bytes: new Uint8Array([0, 255]),
  set: new Set(["a"]),
  date: new Date("2025-11-20T12:00:00.250Z"),
  early: new Date(-1),
  wrong: new Date(NaN),
  map: { a: [1, new Decimal("1.10"), 2n ** 64n], b: null, c: "é", d: true },
  text: '{"a":12345678901234567890,"b":0.1234567890123456789}',
};

function valueOf(source: string): RowValue {
  return inCelTypes(compile(source)(new MappingInput(row, { env: {}, entity: "user" })));
}

describe("a function", () => {
  it.each<[string, RowValue]>([
    ["number('12.50')", 12.5],
    ["number(' 9007199254740993 ')", 9007199254740993n],
    ["number('0.1234567890123456789')", new Decimal("0.1234567890123456789")],
    ["number(row.exact)", new Decimal("0.1234567890123456789")],
    ["json(row.text).a", 12345678901234567890n],
    ["json(row.text).b", new Decimal("0.1234567890123456789")],
    ["json('[1, null]')", [1n, null]],
    ["json(bytes('[true]'))", [true]],
    ["json(row.tags)", ["b", "a", "b"]],
    ['json(\'{"a":1,"a":2}\')', { a: 2n }],
    ["toJson(row.map)", '{"a":[1,1.10,18446744073709551616],"b":null,"c":"é","d":true}'],
    ["toJson(row.date)", '"2025-11-20T12:00:00.250Z"'],
    ["stringSet(row.tags)", new Set(["b", "a"])],
    ["stringSet(row.set)", new Set(["a"])],
    ["stringSet([])", new Set()],
    ["numberSet(row.numbers)", new Set([new Decimal("1.0"), 2.5])],
    ["binarySet([row.bytes, binary('AP8=')])", new Set([new Uint8Array([0, 255])])],
  ])("of values: %s", (source, value) => {
    expect(normal(valueOf(source))).toEqual(normal(value));
  });

  it.each<[string, RowValue]>([
    ["binary('AP8=')", [0, 255]],
    ["binary('AP8')", [0, 255]],
    ["binary('A P\\n8=')", [0, 255]],
    ["binary('00ff', 'hex')", [0, 255]],
    ["binary('AP8', 'base64url')", [0, 255]],
    ["binary(row.bytes)", [0, 255]],
    ["binary('')", []],
  ])("of bytes: %s", (source, bytes) => {
    expect([...(valueOf(source) as Uint8Array)]).toEqual(bytes);
  });

  it.each<[string, RowValue]>([
    ["lower('ÀB')", "àb"],
    ["upper('straße')", "STRASSE"],
    ["replace('a.b.c', '.', '$&')", "a$&b$&c"],
    ["pad(row.id, 10)", "0000000042"],
    ["pad('7', 3)", "007"],
    ["pad(row.long, 16)", "9007199254740993"],
    ["urlEncode(row.url)", "https%3A%2F%2Fexample.com%2F%3Fq%3D%C3%A4"],
    ["base64('hi')", "aGk="],
    ["base64(row.bytes)", "AP8="],
    ["hex(row.bytes)", "00ff"],
    ["sha256('')", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["sha256(row.bytes)", "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8"],
    ["sha1('a')", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"],
    ["md5('a')", "0cc175b9c0f1b6a831c399e269772661"],
  ])("of text: %s", (source, text) => {
    expect(valueOf(source)).toBe(text);
  });

  it.each<[string, RowValue]>([
    ["epoch('2025-11-20 12:00:00.999999')", 1763640000n],
    ["epoch('2025-11-20T12:00:00Z')", 1763640000n],
    ["epoch('2025-11-20T21:00:00+09:00')", 1763640000n],
    ["epoch('2025-11-20 21:00', 'Asia/Seoul')", 1763640000n],
    ["epoch('2025-11-20 08:30:00', '-03:30')", 1763640000n],
    ["epoch('2025-11-20T12:00:00Z', 'Asia/Seoul')", 1763640000n],
    ["epoch('2025-11-20')", 1763596800n],
    ["epoch('1969-12-31 23:59:59.5')", -1n],
    ["epoch('Thu, 20 Nov 2025 12:00:00 GMT')", 1763640000n],
    ["epoch('20 Nov 2025 21:00:00 +0900')", 1763640000n],
    ["epoch(row.date)", 1763640000n],
    ["epoch(row.early)", -1n],
    ["epoch('2025-10-26 02:30', 'Europe/Berlin')", 1761438600n],
    ["epochMs('2025-11-20 12:00:00.123456')", 1763640000123n],
    ["epochMs('2025-11-20 12:00:00.5')", 1763640000500n],
    ["epoch('2025-11-20') + days(30)", 1766188800n],
    ["days(1.5)", 129600n],
    ["hours(2)", 7200n],
    ["iso('2025-11-20 12:00:00.123456')", "2025-11-20T12:00:00.123456Z"],
    ["iso('2025-11-20 21:00:00', 'Asia/Seoul')", "2025-11-20T12:00:00Z"],
    ["iso(row.date)", "2025-11-20T12:00:00.250Z"],
    ["date('2025-11-20 12:00:00.25')", new Date("2025-11-20T12:00:00.250Z")],
    ["date('2025-11-20').getFullYear()", 2025n],
    ["string(timestamp('2025-11-20T12:00:00Z'))", "2025-11-20T12:00:00.000Z"],
    ["int(row.date)", 1763640000n],
  ])("of dates: %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it.each(["sha256", "epoch", "number", "json", "stringSet", "binary", "lower", "date", "days"])(
    "gives null of null: %s",
    (name) => {
      expect(valueOf(`${name}(row.nothing)`)).toBeNull();
    },
  );

  it.each([
    ["number('1,5')", 'number() takes a number or the text of one, got string "1,5"'],
    ["number(true)", "number() takes a number or the text of one, got boolean true"],
    ["json('{a')", 'json() takes the text of a JSON value, got "{a"'],
    ["json(row.date)", 'json() takes text, got date "2025-11-20T12:00:00.250Z"'],
    ["toJson(row.bytes)", "toJson() has no form for a binary"],
    [
      "stringSet(row.numbers)",
      "stringSet() takes a list of texts; string() makes text of others, got number 1",
    ],
    ["stringSet('a')", 'stringSet() takes a list, got string "a"'],
    ["numberSet(['x'])", 'numberSet() takes a number or the text of one, got string "x"'],
    ["binarySet(['x'])", "binarySet() takes a list of binaries; binary() makes one of text, got string"],
    ["binary('not base64!')", 'binary() takes text in base64, got string "not base64!"'],
    ["binary('abc', 'hex')", 'binary() takes text in hex, got string "abc"'],
    ["binary('', 'toString')", 'binary() knows base64, base64url, hex, got string "toString"'],
    ["lower(1)", "lower() takes text, got number 1"],
    ["sha256(1)", "sha256() takes text or binary, got number 1"],
    ["pad(-1, 3)", "pad() takes a whole number of at least 0, for others do not sort as text, got number -1"],
    [
      "pad(1.5, 3)",
      "pad() takes a whole number of at least 0, for others do not sort as text, got number 1.5",
    ],
    [
      "pad('x', 3)",
      'pad() takes a whole number of at least 0, for others do not sort as text, got string "x"',
    ],
    ["pad(1234, 3)", "pad() to 3 digits would leave 1234 unsorted, which has 4"],
    ["pad(1, 0)", "pad() takes a width of 1 to 409600, got number 0"],
    ["urlEncode(row.half)", "urlEncode() takes text without half surrogate pairs"],
    ["epoch('yesterday')", 'expected a date such as 2025-11-20T12:00:00Z, got "yesterday"'],
    ["epoch('Thu, 20 Foo 2025 12:00:00 GMT')", 'there is no date "Thu, 20 Foo 2025 12:00:00 GMT"'],
    ["epoch('2025-02-30')", 'there is no date "2025-02-30"'],
    ["epoch('0000-00-00 00:00:00')", 'there is no date "0000-00-00 00:00:00"'],
    [
      "epoch('2025-11-20', 'Mars/Base')",
      'expected a time zone such as UTC, Asia/Seoul or +09:00, got "Mars/Base"',
    ],
    ["epoch('2025-11-20', 1)", "epoch() takes the name of a time zone, got number 1"],
    [
      "epoch('2025-03-30 02:30', 'Europe/Berlin')",
      'there is no time "2025-03-30 02:30" in Europe/Berlin, where clocks go forward over it',
    ],
    [
      "epoch(1763640000)",
      "epoch() takes a date; a number is one of seconds (or milliseconds, to be divided by 1000) already, got number 1763640000",
    ],
    ["epoch(row.wrong)", "expected a date, got one that is not valid"],
    ["epoch(true)", "epoch() takes a date or the text of one, got boolean true"],
    ["days('x')", 'days() takes a number that gives whole seconds, got string "x"'],
    ["row.long + 0.5", "9007199254740993 would lose digits beside a fraction"],
  ])("refuses %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });
});

describe("an expression is refused for", () => {
  it.each([
    [
      "a function that nothing is called",
      "sha265(row.url)",
      'unknown function sha265(); did you mean "sha256"?',
    ],
    ["one unlike all others", "frobnicate(row.url)", "unknown function frobnicate()"],
    ["one within another's value", "lower([foo(1)][0])", "unknown function foo()"],
    ["an unknown method", "row.url.uper()", "unknown method uper()"],
    ["too few values", "pad(row.id)", "pad(number, width) is given 1 value"],
    ["too many values", "epoch(row.date, 'UTC', 1)", "epoch(date, zone?) is given 3 values"],
    [
      "a fraction with more digits than CEL keeps",
      "0.1234567890123456789",
      "0.1234567890123456789 has more digits than CEL keeps of a fraction; write number('0.1234567890123456789')",
    ],
  ])("%s", (_what, source, message) => {
    expect(() => compile(source)).toThrow(message);
  });
});

/** Sets are compared by their members, binaries by their bytes. */
function normal(value: RowValue): unknown {
  if (value instanceof Set) return [...(value as ReadonlySet<RowValue>)].map(normal);
  if (value instanceof Uint8Array) return [...value];
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}
