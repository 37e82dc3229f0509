import { beforeAll, describe, expect, it, vi } from "vitest";
import { inCelTypes } from "../../../migrations/mapping/cel-values";
import { asText, type Compile, loadCel } from "../../../migrations/mapping/expression";
import { MappingInput } from "../../../migrations/mapping/mapping-input";
import { Decimal, type RowObject, type RowValue } from "../../../migrations/items/row";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

const row: RowObject = {
  whole: 3,
  part: 3.5,
  minusZero: -0,
  long: 9007199254740993n,
  far: 1e23,
  exact: new Decimal("0.1234567890123456789"),
  nothing: null,
  name: "Ada",
  yes: true,
  list: [1, 2.5, null],
  set: new Set([1, 2.5]),
  map: { a: 1, b: { c: 2 } },
  bytes: new Uint8Array([1, 2]),
  date: new Date(0),
};

/** The value of an expression over the row above. */
function valueOf(source: string): RowValue {
  return inCelTypes(compile(source)(new MappingInput(row, { env: { STAGE: "dev" }, entity: "user" })));
}

describe("an expression", () => {
  it.each<[string, RowValue]>([
    ["row.whole", 3n],
    ["row.part", 3.5],
    ["row.minusZero", 0n],
    ["row.long", 9007199254740993n],
    ["row.far", 10n ** 23n],
    ["row.exact", new Decimal("0.1234567890123456789")],
    ["row.nothing", null],
    ["row.list", [1n, 2.5, null]],
    ["row.set", new Set([1n, 2.5])],
    ["1 in row.set && 2.5 in row.set", true],
    ["row.map", { a: 1n, b: { c: 2n } }],
    ["row.bytes", new Uint8Array([1, 2])],
    ["row.date", new Date(0)],
    ["env.STAGE", "dev"],
    ["entity", "user"],
    ["9007199254740993", 9007199254740993n],
    ["{'a': row.whole, 'b': [row.part]}", { a: 3n, b: [3.5] }],
    ["uint(3)", 3n],
  ])("keeps %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it("sees the process's own environment", () => {
    vi.stubEnv("STAGE", "prod");
    expect(compile("env.STAGE")(new MappingInput({}, { env: process.env, entity: "" }))).toBe("prod");
    vi.unstubAllEnvs();
  });

  it.each<[string, RowValue]>([
    ["row.whole + row.part", 6.5],
    ["row.part + row.whole", 6.5],
    ["row.part - 1", 2.5],
    ["row.whole * 1.5", 4.5],
    ["row.whole / 2.0", 1.5],
    ["row.part / row.whole", 3.5 / 3],
    ["row.whole / 2", 1n],
    ["row.whole > 2.5", true],
    ["row.whole == 3.0", true],
  ])("mixes whole and other numbers in %s", (source, value) => {
    expect(valueOf(source)).toBe(value);
  });

  it.each([
    ["string(row.whole)", "3"],
    ["string(row.long)", "9007199254740993"],
    ["string(row.exact)", "0.1234567890123456789"],
    ["string(row.part)", "3.5"],
  ])("turns %s into text with every digit", (source, text) => {
    expect(valueOf(source)).toBe(text);
  });

  it.each<[string, RowValue]>([
    ["row.nothing == null", true],
    ["has(row.absent)", false],
    ["has(row.name)", true],
    ["has(row.absent) ? row.absent : 'none'", "none"],
  ])("can ask what is there: %s", (source, value) => {
    expect(valueOf(source)).toBe(value);
  });

  it.each([
    ["row.absent", "No such key: absent"],
    ["row.toString", "No such key: toString"],
    ["row.name + row.whole", "no such overload: dyn<string> + dyn<int>"],
    ["row.whole / 0", "division by zero"],
    ["9223372036854775807 + 1", "integer overflow: 9223372036854775808"],
    ["duration('1h')", "gives a Duration, which no attribute can hold; convert it with string() or int()"],
  ])("fails at %s", (source, message) => {
    expect(() => valueOf(source)).toThrow(message);
  });

  it.each([
    ["1 +", "Unexpected token: EOF"],
    ["absent", "Unknown variable: absent"],
    ["row.in", 'Expected IDENTIFIER, got IN; a column that is named like a word of CEL is written row["in"]'],
    ["row.yes ? 1 : 2.5", "Ternary branches must have the same type, got 'int' and 'double'"],
  ])("does not compile from %s, in one line", (source, message) => {
    expect(() => compile(source)).toThrow(new Error(message));
  });
});

describe("asText", () => {
  it.each<[string, RowValue, string]>([
    ["a string", "é", "é"],
    ["true", true, "true"],
    ["a bigint", 9007199254740993n, "9007199254740993"],
    ["a large number in plain digits", 1e23, "100000000000000000000000"],
    ["a small number in plain digits", 1e-7, "0.0000001"],
    ["minus zero", -0, "0"],
    ["a decimal as the source wrote it", new Decimal("1.50000000000000000000"), "1.50000000000000000000"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ])("of %s", (_what, value, text) => {
    expect(asText(value)).toBe(text);
  });

  it.each<[string, RowValue, string]>([
    ["null", null, "null cannot become text"],
    ["nothing", undefined, "null cannot become text"],
    ["a list", [1], "a list or map cannot become text"],
  ])("refuses %s", (_what, value, message) => {
    expect(() => asText(value)).toThrow(message);
  });
});
