import fc from "fast-check";
import { expect, it } from "vitest";
import { FlatEncoder } from "../../../migrations/items/flat-item";
import { flatKeyReader } from "../../../migrations/items/flat-key";
import { itemBytes } from "../../../migrations/items/item-size";
import { encodeItem, keyAttributesText } from "../../../migrations/items/item-text";
import { checkKeys, type KeyRule, keyText } from "../../../migrations/items/key-check";
import { marshal, type OmitNull } from "../../../migrations/items/marshal";
import { RejectedError } from "../../../migrations/items/rejection";
import { Decimal, type RowObject, type RowValue } from "../../../migrations/items/row";

const name = fc.oneof(
  fc.constantFrom("id", "a", "b", "", "constructor", "__proto__", "é", '"', "\ud83d\ude00", "\ud800"),
  fc.string({ unit: "binary" }),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", '"', "\\", "\n", "\u007f", "\u2028", "é", "\ud83d\ude00", "\ud800", "a\udc00"),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, 1e-6, 9.99e-7, 1e21, 1e20, 1e-130, 1e-131, 9.99e125, 1e126, 1200, -0.5),
);
const flat = fc.oneof(text, number, fc.boolean(), fc.constantFrom(null, undefined));
const other: fc.Arbitrary<RowValue> = fc.constantFrom<RowValue>(1n, new Decimal("1.10"), ["a"], { a: 1 });
const value = fc.oneof({ weight: 40, arbitrary: flat }, { weight: 1, arbitrary: other });
const row = fc
  .array(fc.tuple(name, value), { maxLength: 8 })
  .map((members): RowObject => Object.fromEntries(members));
const omitNull = fc.constantFrom<OmitNull>(false, true, "deep");

/** The result, or `undefined` if the row is rejected. */
function unlessRejected<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

it("encodes an item as marshal and encodeItem do, with its sizes, or not at all", () => {
  const encoder = new FlatEncoder();
  let encoded = 0;
  fc.assert(
    fc.property(row, omitNull, (attributes, omitted) => {
      const got = encoder.encode(attributes, omitted);
      if (!got) return;
      encoded++;
      const item = marshal(attributes, omitted);
      const expected = encodeItem(item);
      expect(got).toEqual({
        ...expected,
        textBytes: Buffer.byteLength(expected.text),
        bytes: itemBytes(item),
      });
    }),
    { numRuns: 3000 },
  );
  expect(encoded).toBeGreaterThan(500);
});

it("encodes every item of texts, numbers, booleans and nulls that marshal accepts", () => {
  const encoder = new FlatEncoder();
  const flatRow = fc.dictionary(fc.constantFrom("id", "b", "é", "constructor", '"'), flat, { minKeys: 1 });
  fc.assert(
    fc.property(flatRow, (attributes) => {
      const item = unlessRejected(() => marshal(attributes));
      fc.pre(item !== undefined && Object.keys(item).length > 0);
      expect(encoder.encode(attributes, false)).toBeDefined();
    }),
    { numRuns: 1000 },
  );
});

const types = fc.constantFrom("S" as const, "S" as const, "N" as const, "N" as const, "B" as const);

it("reads a key as keyText and keyAttributesText do, or not at all", () => {
  const odd = fc.oneof(fc.boolean(), fc.constantFrom(null, undefined, "k".repeat(400)));
  const key = fc.oneof({ weight: 5, arbitrary: text }, { weight: 5, arbitrary: number }, odd);
  const rows = fc.record({ pk: key, sk: key, other: key }, { requiredKeys: ["pk", "sk"] });
  let read = 0;
  fc.assert(
    fc.property(rows, types, types, types, (attributes, pk, sk, index) => {
      const rules: KeyRule[] = [
        { name: "pk", type: pk, role: "partition key" },
        { name: "sk", type: sk, role: "sort key" },
        { name: "other", type: index, role: "sort key", index: "by-other" },
      ];
      const item = unlessRejected(() => marshal(attributes));
      fc.pre(item !== undefined);
      const got = flatKeyReader(rules)(attributes);
      if (!got) return;
      read++;
      checkKeys(item, rules);
      const names = ["pk", "sk"];
      expect(got).toEqual({ text: keyText(item, names), attributes: keyAttributesText(item, names) });
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(50);
});

it.each([
  ["as long as a key may be in any case", 341, true],
  ["that may be too long, with three bytes for each character", 342, false],
])("reads a sort key %s: %s characters", (_what, characters, isRead) => {
  const rule: KeyRule = { name: "sk", type: "S", role: "sort key" };
  expect(flatKeyReader([rule])({ sk: "k".repeat(characters) }) !== undefined).toBe(isRead);
});

it("encodes rows that have other attributes each", () => {
  const encoder = new FlatEncoder();
  for (let round = 0; round < 2; round++)
    for (let count = 1; count <= 40; count++)
      expect(encoder.encode({ [`a${count}`]: count }, false)?.text).toBe(`{"a${count}":{"N":"${count}"}}`);
});
