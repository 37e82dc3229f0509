import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { Decimal, type RowObject, type RowValue } from "../../../../migrations/items/row";
import { inCelTypes } from "../../../../migrations/mapping/cel-values";
import { type Compile, loadCel } from "../../../../migrations/mapping/expression";
import { MappingInput } from "../../../../migrations/mapping/mapping-input";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

const row: RowObject = {
  nothing: null,
  long: 9007199254740993n,
  exact: new Decimal("0.1234567890123456789"),
  huge: new Decimal("1E+5000"),
  prices: [0.1, 0.2, null],
  dates: [new Date(2000), new Date(1000)],
  set: new Set(["b", "a"]),
  half: "\ud800",
};

function valueOf(source: string, of: RowObject = row): RowValue {
  return inCelTypes(compile(source)(new MappingInput(of, { env: {}, entity: "user" })));
}

describe("a function of lists", () => {
  it.each<[string, RowValue]>([
    ["sum(row.prices)", 0.3],
    ["sum([])", 0n],
    ["sum([row.long, 1])", 9007199254740994n],
    ["sum([row.exact, row.exact])", new Decimal("0.2469135780246913578")],
    ["avg([1, 2])", 1.5],
    ["avg([])", null],
    ["min([2, row.exact, 1])", new Decimal("0.1234567890123456789")],
    ["max([row.long, 9007199254740992])", 9007199254740993n],
    ["max(['a', 'é', 'z'])", "é"],
    ["min(row.set)", "a"],
    ["max(row.dates)", new Date(2000)],
    ["min([])", null],
    ["sort([10, 9, 1.5])", [1.5, 9n, 10n]],
    ["sort([10, 9, 1.5], 'desc')", [10n, 9n, 1.5]],
    ["sort(['\uffff', '😀'])", ["\uffff", "😀"]],
    ["distinct([1, 1.0, '1', null, null, [1], [1.0]])", [1n, "1", null, [1n]]],
    ["distinct(row.set)", ["b", "a"]],
  ])("gives for %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it.each([
    ["sum(['1'])", 'sum() takes a list of numbers; number() makes one of text, got string "1"'],
    ["sum(1)", "sum() takes a list, got number 1"],
    ["sum([row.huge])", "calculates with a number that DynamoDB cannot store"],
    ["max([1, 'a'])", 'max() takes a list of one type, its first member is a number, got string "a"'],
    ["max([true])", "max() takes a list of numbers, texts or dates, got boolean true"],
    ["sort([1], 'up')", 'sort() takes the order "asc" or "desc", got string "up"'],
  ])("refuses %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });

  it("sums cents exactly", () => {
    const cents = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(cents, (list) => {
        const sum = Number(valueOf("sum(row.list)", { list: list.map((one) => one / 100) }));
        expect(sum).toBe(list.reduce((all, one) => all + one, 0) / 100 || 0);
      }),
      { numRuns: 200 },
    );
  });
});

describe("round", () => {
  it.each<[string, RowValue]>([
    ["round(2.5)", 3n],
    ["round(-2.5)", -3n],
    ["round(-0.4)", 0n],
    ["round(1.005, 2)", 1.01],
    ["round(0.1 + 0.2, 2)", 0.3],
    ["round(row.exact, 18)", new Decimal("0.123456789012345679")],
    ["round(row.long)", 9007199254740993n],
    ["round(1.25, 100)", 1.25],
  ])("gives for %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it.each([
    ["round('1')", 'round() takes a number; number() makes one of text, got string "1"'],
    ["round(1.5, -1)", "round() takes 0 to 100 decimal places, got number -1"],
    ["round(1.5, 101)", "round() takes 0 to 100 decimal places, got number 101"],
  ])("refuses %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });
});

describe("coalesce and default", () => {
  it.each<[string, RowValue]>([
    ["coalesce(row.absent, row.nothing, 'x')", "x"],
    ["coalesce(row.absent.deeper, row.prices[9], {'a': 1}['b'], 'x')", "x"],
    ["coalesce(row.nothing, row.nothing)", null],
    ["default(0, 1)", 0n],
    ["default('', 'x')", ""],
    ["default(upper(row.absent), 'x')", "x"],
    ["default(env.ABSENT, 'x')", "x"],
    ["row.nothing.default('x')", "x"],
    ["row.absent.coalesce(row.nothing, 'x').upper()", "X"],
    ["[1, 2].map(one, default(row.absent, one))", [1n, 2n]],
    ["coalesce(row.a, row.a, row.a, row.a, row.a, row.a, row.a, row.a, row.a, 10)", 10n],
  ])("gives for %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it.each([
    ["default(row.nothing, row.absent)", "No such key: absent"],
    ["default(int('x'), 1)", "int() type error: cannot convert to int"],
    ["default(1 / 0, 1)", "division by zero"],
  ])("fails as its value does: %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });

  it.each([
    ["default(row.a)", "found no matching overload for 'default(dyn)'"],
    ["default(absent, 1)", "Unknown variable: absent"],
    ["default(foo(row.a), 1)", "unknown function foo()"],
  ])("do not compile: %s", (source, message) => {
    expect(() => compile(source)).toThrow(message);
  });
});

describe("a function of patterns", () => {
  it.each<[string, RowValue]>([
    [String.raw`regexReplace('2025-11-20', r'(\d+)-(\d+)-(\d+)', '$3.$2.$1')`, "20.11.2025"],
    [String.raw`regexReplace('a1', r'(?P<letter>[a-z])(?P<digit>\d)', '$<digit>$<letter>')`, "1a"],
    ["regexReplace('abc', '', '-')", "-a-b-c-"],
    ["regexReplace('ä😀b', '.', '<$0>')", "<ä><😀><b>"],
    ["regexReplace('price', 'e', '$$')", "pric$"],
    ["regexReplace('abc', 'x', 'y')", "abc"],
    ["regexReplace('ab', '(a)|(b)', '[$1]')", "[a][]"],
    [String.raw`regexExtract('order 17 of 20', r'\d+')`, "17"],
    [String.raw`regexExtract('order 17', r'([a-z]+) (\d+)', 2)`, "17"],
    [String.raw`regexExtract('order 17', r'(?P<n>\d+)', 'n')`, "17"],
    ["regexExtract('abc', 'x')", null],
    [String.raw`regexGroups('k=v', r'(\w)=(\w)(;)?')`, ["k=v", "k", "v", null]],
    ["regexGroups('abc', 'x')", null],
  ])("gives for %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it.each([
    ["regexReplace('a', 'a', '$1')", "regexReplace(): the pattern has the groups 0 to 0, got number 1"],
    ["regexExtract('a', '(?P<x>a)', 'y')", 'the pattern has the groups 0 to 1 (x), got string "y"'],
    ["regexReplace('a', '(', '')", "regexReplace() takes a pattern in the syntax of RE2"],
    ["regexReplace(string('a'), '(?=a)', '')", "regexReplace() takes a pattern in the syntax of RE2"],
  ])("refuses %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });

  it("stops before a result fills the memory", () => {
    const of = { text: "a".repeat(10_000), by: "b".repeat(100_000) };
    expect(() => valueOf("regexReplace(row.text, 'a', row.by)", of)).toThrow("more than 16777216 characters");
  });

  it("takes time that grows with the text only", () => {
    const of = { text: "a".repeat(30_000) };
    expect(valueOf("regexReplace(row.text, '(a*)*b', '')", of)).toBe(of.text);
  });
});

describe("formatDate", () => {
  it.each<[string, string]>([
    ["formatDate('2025-11-20T12:05:07.123456Z', 'yyyy-MM-dd HH:mm:ss.SSSSSS')", "2025-11-20 12:05:07.123456"],
    ["formatDate('2025-11-20T12:05:07.1Z', 'ss.SSS')", "07.100"],
    ["formatDate('2025-03-02', 'd/M/yy')", "2/3/25"],
    ["formatDate('2025-11-20', 'EEEE, EEE d MMMM MMM')", "Thursday, Thu 20 November Nov"],
    ["formatDate('2025-11-20 00:30', 'h:mm a')", "12:30 AM"],
    ["formatDate('2025-11-20 13:30', 'hh:mm a H')", "01:30 PM 13"],
    ["formatDate(\"2025-11-20\", \"yyyy'T'MM''dd\")", "2025T11'20"],
    ["formatDate('2025-11-20T23:00:00Z', 'yyyy-MM-dd XXX', 'Asia/Seoul')", "2025-11-21 +09:00"],
    ["formatDate('2025-11-20T02:00:00Z', 'dd XXX', '-03:30')", "19 -03:30"],
    ["formatDate('2025-07-01', 'HH XXX', 'Europe/Berlin')", "02 +02:00"],
    ["formatDate('2025-11-20', 'XXX')", "Z"],
    ["formatDate('1969-12-31 23:59:59.5', 'yyyy ss.SSS')", "1969 59.500"],
  ])("gives for %s", (source, text) => {
    expect(valueOf(source)).toBe(text);
  });

  it.each([
    ["formatDate('2025-11-20', 'YYYY')", 'got "YYYY"'],
    ["formatDate('2025-11-20', \"yyyy'\")", 'got "\'"'],
    ["formatDate(1763640000, 'yyyy')", "formatDate() takes a date; a number is one of seconds"],
    ["formatDate('2025-11-20', 7)", "formatDate() takes a format such as yyyy-MM-dd, got number 7"],
    ["year('2025-11-20', 'Mars/Base')", "expected a time zone such as UTC"],
  ])("refuses %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });

  it.each<[string, bigint]>([
    ["year('2025-12-31T20:00:00Z', 'Asia/Seoul')", 2026n],
    ["month('2025-12-31')", 12n],
    ["day('2025-12-31')", 31n],
    ["hour('2025-12-31 23:59')", 23n],
    ["weekday('2025-11-23')", 7n],
    ["weekday('2025-11-24')", 1n],
  ])("has parts: %s", (source, value) => {
    expect(valueOf(source)).toBe(value);
  });
});

describe("an identifier", () => {
  it.each<[string, string]>([
    // The example of RFC 9562, appendix A.4.
    ["uuid5('www.example.com', 'dns')", "2ed6657d-e927-568b-95e1-2665a8aea6a2"],
    [
      "uuid5('www.example.com', '6BA7B810-9DAD-11D1-80B4-00C04FD430C8')",
      "2ed6657d-e927-568b-95e1-2665a8aea6a2",
    ],
    ["ulid('2025-11-20', 'a')", "01KAF8Z400SABR24PA3EYWNYP2"],
    ["ulid('1970-01-01', 'a').substring(0, 10)", "0000000000"],
    ['title("o\'NEIL-smith of 2ND élan")', "O'neil-Smith Of 2nd Élan"],
  ])("gives for %s", (source, text) => {
    expect(valueOf(source)).toBe(text);
  });

  it("of a number is that of its text", () => {
    expect(
      valueOf(
        "uuid5(7, 'url') == uuid5('7', 'url') && ulid('2025-11-20', row.long) == ulid('2025-11-20', string(row.long))",
      ),
    ).toBe(true);
  });

  it("sorts by its date", () => {
    const dates = fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, dates, fc.string(), fc.string(), (a, b, one, other) => {
        fc.pre(a.getTime() < b.getTime());
        expect(valueOf("ulid(row.a, row.one) < ulid(row.b, row.other)", { a, b, one, other })).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["uuid5('a', 'com')", 'uuid5() takes the namespace dns, url, oid, x500 or a UUID, got string "com"'],
    ["uuid5(row.half, 'dns')", "uuid5() takes text without half surrogate pairs"],
    ["ulid('1969-12-31', 'a')", "ulid() takes a date from 1970 to the year 10889"],
    ["ulid('2025-11-20', [1])", "ulid() takes text or binary, got list"],
  ])("refuses %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });
});

describe("enum", () => {
  it.each<[string, RowValue]>([
    ["enum(1, {'1': 'active', '2': 'closed'})", "active"],
    ["enum(1.50, {'1.5': 'x'})", "x"],
    ["enum(true, {'true': 1})", 1n],
    ["enum('x', {'a': 1}, 0)", 0n],
    ["enum('x', {'a': 1}, null)", null],
    ["enum('toString', {'a': 1}, 0)", 0n],
    ["enum(2, {1: 'a', 2: 'b'})", "b"],
  ])("gives for %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it.each([
    ["enum('x', {'a': 1, 'b': 2})", 'enum() has no entry for "x"; it has "a", "b"'],
    ["enum('x', 'y')", 'enum() takes a map such as {"1": "active"}, got string "y"'],
    ["enum([1], {})", "enum() takes text, a number or a boolean, got list"],
  ])("refuses %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });
});
