import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../../../migrations/items/item";
import { itemDigest } from "../../../../migrations/items/item-digest";
import type { JournalEntry } from "../../../../migrations/run-store/journal/journal";
import { chainOrder } from "../../../../migrations/run-store/shards/chain-order";

const key: Item = { id: { S: "1" } };
const version = (text: string): Item => ({ ...key, text: { S: text } });

function link(journal: number, before: string | undefined, wrote: string) {
  const entry: JournalEntry = {
    ...{ table: "t", key, wrote: itemDigest(version(wrote)) },
    ...(before !== undefined && { before: version(before) }),
  };
  return { journal, entry };
}

describe("the entries that journals have of one item", () => {
  it("come in the order in which the item was replaced, whichever order the journals are in", () => {
    const links = [link(0, "b", "a"), link(1, undefined, "b"), link(2, "a", "c")];
    expect(chainOrder(links).map(({ journal }) => journal)).toEqual([1, 0, 2]);
  });

  it("keep the order of their journal", () => {
    const links = [link(0, undefined, "a"), link(0, "a", "b"), link(1, "b", "c")];
    expect(chainOrder(links.toReversed().toSorted((one, other) => one.journal - other.journal))).toHaveLength(
      3,
    );
    expect(chainOrder(links)).toEqual(links);
  });

  it("are all there, even if versions return", () => {
    const text = fc.constantFrom("a", "b", "c", undefined);
    const arbitrary = fc.tuple(fc.nat(2), text, fc.constantFrom("a", "b", "c"));
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 8 }), (all) => {
        const links = all.map(([journal, before, wrote]) => link(journal, before, wrote));
        expect(new Set(chainOrder(links))).toEqual(new Set(links));
        expect(chainOrder(links)).toHaveLength(links.length);
      }),
    );
  });
});
