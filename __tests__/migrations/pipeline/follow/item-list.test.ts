import { expect, it } from "vitest";
import type { EntityPart } from "../../../../migrations/definition/definition";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { type ItemList, itemListOf, mayBeInList } from "../../../../migrations/pipeline/follow/item-list";

const table: TargetTable = {
  ...{ name: "main", partitionKey: { name: "pk", type: "S" }, sortKey: { name: "sk", type: "S" } },
  ...{ indexes: [], billing: { mode: "on-demand" }, replicaRegions: [] },
};
const part = (pk: string, sk: string): EntityPart => ({ omitNull: false, item: { pk, sk } });

it("finds the items of a forEach by the text that their sort keys start with", () => {
  const list = itemListOf(part("P#${row.id}", "TC#${pad(index + 1, 4)}"), table);
  expect(list).toEqual({ partition: "P#${row.id}", prefix: "TC#" });
});

it.each([
  [part("P#${row.id}", "${index}"), table, /sk of the items of a forEach must start with a text/],
  [part("P#${each.id}", "TC#${index}"), table, /pk differs between the items/],
  [{ omitNull: false, item: () => ({}) }, table, /made by a function/],
  [part("P#${row.id}", "x"), { ...table, sortKey: null }, /needs a sort key of type S/],
  [part("P#${row.id}", "x"), { ...table, sortKey: { name: "sk", type: "N" } }, /needs a sort key of type S/],
] as [EntityPart, TargetTable, RegExp][])("says why they cannot be found: %j", (one, target, unknown) => {
  expect(itemListOf(one, target)).toMatchObject({ unknown: expect.stringMatching(unknown) as string });
});

const list: ItemList = { partition: "P#${row.id}", prefix: "TC#" };

it.each([
  ["P#${row.id}", "META", false],
  ["P#${row.id}", "TC", false],
  ["P#${row.id}", "TC#", true],
  ["P#${row.id}", "TC#LAST", true],
  ["P#${row.id}", "T${row.kind}", true],
  ["P#${row.id}", "TD#${row.kind}", false],
  ["P#${row.id}", "${row.kind}", true],
  ["P${row.id}", "TC#${row.kind}", true],
  ["U#${row.id}", "TC#${row.kind}", false],
])("knows whether an item at %s and %s may be one of them: %s", (pk, sk, expected) => {
  expect(mayBeInList(list, part(pk, sk), table)).toBe(expected);
});
