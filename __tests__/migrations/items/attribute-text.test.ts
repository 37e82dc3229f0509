import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxNameBytes } from "../../../migrations/items/attribute-text";
import { itemText } from "../../../migrations/items/item-text";
import { marshal } from "../../../migrations/items/marshal";
import { RejectedError } from "../../../migrations/items/rejection";
import type { Row, RowValue } from "../../../migrations/items/row";

const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", "\ud83d", "\ude00"), maxLength: 4 });

const half = "\ud83d";

function rejectionOf(row: Row): unknown {
  try {
    return marshal(row);
  } catch (error) {
    return (error as RejectedError).rejection;
  }
}

describe("text with half a surrogate pair", () => {
  it.each<[string, RowValue, string]>([
    ["as an attribute", `x${half}`, "a"],
    ["the second half", "\udc00x", "a"],
    ["in a list", ["x", half], "a[1]"],
    ["in a map", { b: { c: half } }, "a.b.c"],
    ["in a set", new Set(["x", half]), "a"],
  ])("is rejected with its place: %s", (_what, value, path) => {
    expect(rejectionOf({ a: value })).toMatchObject({
      code: "invalid-unicode",
      message: expect.stringMatching(
        new RegExp(`^${path.replace(/[[\].]/g, "\\$&")} holds .u(d83d|dc00), half of a surrogate pair`),
      ) as string,
    });
  });

  it.each<[string, Row]>([
    ["an attribute", { [`n${half}`]: 1 }],
    ["a member of a map", { a: [{ [`n${half}`]: 1 }] }],
  ])("is rejected as the name of %s", (_what, row) => {
    expect(rejectionOf(row)).toEqual({
      code: "invalid-unicode",
      message:
        'the name of the attribute "n\\ud83d" holds \\ud83d, half of a surrogate pair, which is no character and would be stored as another one',
    });
  });

  it("is never in an item, whatever the row", () => {
    const value = fc.letrec<{ value: RowValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        text,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(text, tie("value"), { maxKeys: 3 }),
        fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((members) => new Set(members)),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(text, value, { maxKeys: 4 }), (row) => {
        try {
          const json = itemText(marshal(row));
          expect(Buffer.from(json).toString()).toBe(json);
          expect(json).not.toMatch(/\\ud[89a-f]/);
        } catch (error) {
          if (!(error instanceof RejectedError)) throw error;
          expect(["invalid-unicode", "invalid-attribute-name"]).toContain(error.rejection.code);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("the name of an attribute", () => {
  it.each<[string, (name: string) => Row]>([
    ["an attribute", (name) => ({ [name]: 1 })],
    ["a member of a map", (name) => ({ a: [{ [name]: 1 }] })],
  ])("may have 65,535 bytes and no more, as %s", (_what, rowOf) => {
    expect(rejectionOf(rowOf("n".repeat(maxNameBytes)))).not.toHaveProperty("code");
    expect(rejectionOf(rowOf("é".repeat(maxNameBytes >> 1)))).not.toHaveProperty("code");
    expect(rejectionOf(rowOf("é".repeat((maxNameBytes >> 1) + 1)))).toEqual({
      code: "invalid-attribute-name",
      message: `the name of an attribute may have 65535 bytes, ${JSON.stringify(`${"é".repeat(57)}...`)} has 65536`,
    });
  });

  it.each<[string, Row, string]>([
    ["an attribute", { "": 1 }, "the item"],
    ["a member of a map", { a: { b: [{ "": 1 }] } }, "a.b[0]"],
  ])("must not be empty, as %s", (_what, row, where) => {
    expect(rejectionOf(row)).toEqual({
      code: "invalid-attribute-name",
      message: `${where} has an attribute with an empty name`,
    });
  });
});
