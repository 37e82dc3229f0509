import { beforeAll, describe, expect, it } from "vitest";
import { inCelTypes } from "../../../../migrations/mapping/cel-values";
import { type Compile, loadCel } from "../../../../migrations/mapping/expression";
import { MappingInput } from "../../../../migrations/mapping/mapping-input";
import { functions } from "../../../../migrations/mapping/functions/functions";
import type { RowValue } from "../../../../migrations/items/row";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

function valueOf(source: string): RowValue {
  return inCelTypes(
    compile(source)(new MappingInput({ nothing: null, texts: ["a", "b"] }, { env: {}, entity: "" })),
  );
}

/** A call of each function with all of its values, as they are written in an expression. */
const calls: readonly (readonly [name: string, ...values: string[]])[] = [
  ...([
    ["number", "'1.5'"],
    ["json", "'[1]'"],
    ["toJson", "[1]"],
    ["fromDynamoJson", "{'a': {'S': 'b'}}"],
    ["binary", "'ff'", "'hex'"],
    ["stringSet", "['a']"],
    ["numberSet", "[1]"],
    ["binarySet", "[b'a']"],
    ["lower", "'A'"],
    ["upper", "'a'"],
    ["replace", "'abc'", "'b'", "'x'"],
    ["pad", "7", "3"],
    ["urlEncode", "'a b'"],
    ["base64", "'hi'"],
    ["hex", "'hi'"],
    ["matches", "'abc'", "'b.'"],
    ["join", "row.texts", "'-'"],
    ["sha256", "'a'"],
    ["sha1", "'a'"],
    ["md5", "'a'"],
    ["epoch", "'2025-11-20'", "'Asia/Seoul'"],
    ["epochMs", "'2025-11-20'", "'Asia/Seoul'"],
    ["iso", "'2025-11-20'", "'Asia/Seoul'"],
    ["date", "'2025-11-20'", "'Asia/Seoul'"],
    ["title", "'ab cd'"],
    ["regexReplace", "'abc'", "'b(.)'", "'$1'"],
    ["regexExtract", "'abc'", "'b(.)'", "1"],
    ["regexGroups", "'abc'", "'b(.)'"],
    ["sum", "[1, 2]"],
    ["avg", "[1, 2]"],
    ["min", "[1, 2]"],
    ["max", "[1, 2]"],
    ["sort", "[2, 1]", "'desc'"],
    ["distinct", "[1, 1]"],
    ["round", "1.25", "1"],
    ["enum", "'a'", "{'a': 'x'}"],
    ["uuid5", "'a'", "'dns'"],
    ["ulid", "'2025-11-20'", "'a'"],
    ["formatDate", "'2025-11-20'", "'yyyy'", "'Asia/Seoul'"],
    ["year", "'2025-11-20'", "'Asia/Seoul'"],
    ["month", "'2025-11-20'", "'Asia/Seoul'"],
    ["day", "'2025-11-20'", "'Asia/Seoul'"],
    ["hour", "'2025-11-20'", "'Asia/Seoul'"],
    ["weekday", "'2025-11-20'", "'Asia/Seoul'"],
    ["days", "2"],
    ["hours", "2"],
  ] as const),
  ...([
    ["split", "'a,b'", "','"],
    ["trim", "' a '"],
    ["substring", "'abc'", "1", "2"],
    ["startsWith", "'abc'", "'a'"],
    ["endsWith", "'abc'", "'c'"],
    ["contains", "'abc'", "'b'"],
    ["indexOf", "'abcb'", "'b'", "2"],
    ["lastIndexOf", "'abcb'", "'b'"],
    ["lowerAscii", "'A'"],
    ["upperAscii", "'a'"],
    ["size", "'abc'"],
    ["string", "7"],
    ["int", "'7'"],
    ["uint", "'7'"],
    ["double", "'1.5'"],
    ["bool", "'true'"],
    ["bytes", "'a'"],
    ["timestamp", "'2025-11-20T00:00:00Z'"],
    ["getFullYear", "timestamp('2025-11-20T00:00:00Z')", "'Asia/Seoul'"],
    ["getDayOfWeek", "timestamp('2025-11-20T00:00:00Z')"],
  ] as const),
];

const functionForm = (name: string, values: readonly string[]) => `${name}(${values.join(", ")})`;
const methodForm = (name: string, [first, ...others]: readonly string[]) =>
  `(${first}).${name}(${others.join(", ")})`;

describe("a function", () => {
  it.each(calls)("%s gives the same in both forms of a call", (name, ...values) => {
    const value = valueOf(functionForm(name, values));
    expect(value).not.toBeNull();
    expect(valueOf(methodForm(name, values))).toEqual(value);
  });

  it.each(calls)("%s gives null of null in both forms", (name, ...values) => {
    const ofNull = ["row.nothing", ...values.slice(1)];
    expect(valueOf(functionForm(name, ofNull))).toBeNull();
    expect(valueOf(methodForm(name, ofNull))).toBeNull();
    expect(valueOf(`${functionForm(name, ofNull)} + 1`)).toBeNull();
  });

  const later = calls.flatMap(([name, ...values]) =>
    values
      .slice(1)
      .map((_, index) => ({ name, values: values.with(index + 1, "row.nothing"), place: index + 2 })),
  );

  it.each(later)("$name fails if its value $place is null, in both forms", ({ name, values }) => {
    expect(() => valueOf(functionForm(name, values))).toThrow();
    expect(() => valueOf(methodForm(name, values))).toThrow();
  });

  it("of this project is called here", () => {
    const called = new Set(calls.map(([name]) => name));
    expect(functions.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([]);
  });

  it.each([
    ["('a' + 'b').upper()", "AB"],
    ["('a').upper() + ('b').upper()", "AB"],
    ["(('a' + ('b'))).upper().lower()", "ab"],
    ["trim((' a') + (' b '))", "a b"],
    ["trim((' (' + ')\\' ').upper())", "()'"],
    ["split(('a').upper() + ',' + ('b'), (','))[1]", "b"],
    ["true ? ('a').upper() : lower('B')", "A"],
    ["{'k': ('a').upper()}.k", "A"],
    ["[('a').upper(), ('b').upper()][0]", "A"],
  ])("keeps the parentheses of %s", (source, value) => {
    expect(valueOf(source)).toBe(value);
  });

  it("is called in either form within the other, and within macros", () => {
    expect(valueOf("join(split(' a-b ', '-').map(x, trim(x).upper()), row.texts.join('').lower())")).toBe(
      "AabB",
    );
  });

  it.each(["map(x, x)", "filter(x, true)", "all(x, true)", "exists(x, true)", "exists_one(x, true)"])(
    "with a macro over null gives null: %s",
    (macro) => {
      expect(valueOf(`row.nothing.${macro}`)).toBeNull();
    },
  );

  it.each(["+", "-", "*", "/", "%"])("of numbers, %s, gives null of null", (operator) => {
    expect(valueOf(`row.nothing ${operator} 2`)).toBeNull();
    expect(valueOf(`2.5 ${operator} row.nothing`)).toBeNull();
    expect(valueOf(`int(row.nothing) ${operator} int(row.nothing)`)).toBeNull();
  });
});
