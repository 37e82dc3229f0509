import fc from "fast-check";
import { Decimal, type RowObject, type RowValue } from "../../../../migrations/items/row";

/** Numbers of every kind that a source hands over, and those at which JavaScript and CEL part. */
const numbers: fc.Arbitrary<RowValue> = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 2, arbitrary: fc.integer() },
  { weight: 6, arbitrary: fc.integer({ min: -40, max: 40 }).map((eighths) => eighths / 8) },
  { weight: 1, arbitrary: fc.double() },
  {
    weight: 1,
    arbitrary: fc.constantFrom<RowValue>(
      ...[-0, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 1e21, 1e23, 1e-7, NaN, Infinity],
      ...[1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), 10n ** 23n],
      ...[new Decimal("0.1234567890123456789"), new Decimal("1E+40")],
    ),
  },
);

const texts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("", "a", "A", "ab", "b a ", "ÄÖ", "12", "-3.50", "true", "a,b") },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("\ud800", "x😀y", "\udc00\ud800", '{"a":[1,2.5,null]}', "[]", "null"),
  },
);

const dateTexts = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .date({ min: new Date("0100-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "2025-11-20",
      "2025-11-20 12:00:00",
      "2024-02-29T23:59:59.999999Z",
      "2025-02-29",
    ),
  },
);

const dates = fc.oneof(
  { weight: 9, arbitrary: fc.date({ noInvalidDate: true }) },
  fc.constant(new Date(NaN)),
);

const anything = fc.letrec<{ value: RowValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    numbers,
    fc.oneof(
      fc.constantFrom<RowValue>(null, undefined, true, false, new Uint8Array([1, 255]), Buffer.from("b")),
      texts,
      dates,
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "1", "constructor", "__proto__"), tie("value"), { maxKeys: 3 }),
    fc.constantFrom<RowValue>(new Set<number>(), new Set(["a", "b"]), new Set([1, 2.5])),
  ),
})).value;

/** A column is mostly of the type that expressions take it for. */
function mostly(kind: fc.Arbitrary<RowValue>): fc.Arbitrary<RowValue> {
  return fc.oneof(
    { weight: 60, arbitrary: kind },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: anything },
  );
}

const columns = {
  n: mostly(numbers),
  p: mostly(numbers),
  s: mostly(texts),
  u: mostly(texts),
  b: mostly(fc.boolean()),
  t: mostly(dateTexts),
  d: mostly(dates),
  l: mostly(fc.array(fc.oneof({ weight: 12, arbitrary: numbers }, texts), { minLength: 1, maxLength: 4 })),
  texts: mostly(fc.array(texts, { minLength: 1, maxLength: 4 })),
  m: mostly(fc.record({ a: numbers, b: texts }, { requiredKeys: ["a"] })),
  x: anything,
};

/** A row that now and then lacks a column, or has one whose name every object inherits. */
export const rows: fc.Arbitrary<RowObject> = fc.oneof(
  { weight: 40, arbitrary: fc.record(columns) },
  { weight: 3, arbitrary: fc.record(columns, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ ...columns, constructor: anything }) },
);

/** An element of a `forEach`. */
export const elements = fc.oneof(
  { weight: 20, arbitrary: fc.record({ a: mostly(numbers), s: mostly(texts) }, { requiredKeys: ["a"] }) },
  { weight: 1, arbitrary: anything },
);
