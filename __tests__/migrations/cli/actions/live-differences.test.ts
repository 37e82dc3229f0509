import { expect, it } from "vitest";
import { LiveDifferences } from "../../../../migrations/cli/actions/verify-live";
import type { Item } from "../../../../migrations/items/item";
import type { TableVerification } from "../../../../migrations/pipeline/verify/verify";

const table = { table: "notes", missing: 7, extra: 7, changed: 7 } as TableVerification;
const key = { id: "1" };
const item = (body: string): Item => ({ id: { S: "1" }, body: { S: body } });

/** One comparison after the other, each with what source and table have of the item; `undefined` if they match. */
function compared(...comparisons: readonly (readonly [source: string, stored: string] | undefined)[]) {
  const differing = new LiveDifferences();
  const isListed = comparisons.map((contents) => {
    differing.start();
    return (
      contents && differing.add({ kind: "changed", table: "notes", key }, "notes", "1", contents.map(item))
    );
  });
  const { missing, extra, changed, undecided } = differing.countsOf(table);
  return { isListed: isListed.at(-1), size: differing.size, counts: { missing, extra, changed, undecided } };
}

const none = { missing: 0, extra: 0, changed: 0, undecided: 0 };

it("confirms a difference that stays the same", () => {
  expect(compared(["a", "b"], ["a", "b"])).toEqual({
    ...{ isListed: true, size: 1, counts: { ...none, changed: 1 } },
  });
});

it("drops an item that matched once", () => {
  expect(compared(["a", "b"], undefined, ["a", "b"])).toEqual({ isListed: false, size: 0, counts: none });
});

it("does not look at an item that matched in the first comparison", () => {
  expect(compared(undefined, ["a", "b"])).toEqual({ isListed: false, size: 0, counts: none });
});

it("cannot decide about an item whose source or table changes between comparisons", () => {
  const undecided = { isListed: false, size: 1, counts: { ...none, undecided: 1 } };
  expect(compared(["a", "b"], ["c", "b"], ["c", "b"])).toEqual(undecided);
  expect(compared(["a", "b"], ["a", "c"], ["a", "c"])).toEqual(undecided);
});
