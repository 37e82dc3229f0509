import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedTally } from "../../../../migrations/pipeline/shards/changed-tally";
import { settleKey, type SharedItem } from "../../../../migrations/pipeline/shards/shared-items";
import { addsUp, type Ending, TallyCounter } from "../../../../migrations/pipeline/read/tally";

function item(shard: number, ending: Ending): SharedItem {
  return {
    shard,
    row: 1,
    item: 1,
    ending,
    duplicate: { entity: "e", row: 1, code: "duplicate-key", message: "", value: 1 },
  };
}

/** The endings of items with one key, in the order of their shards, once they are settled. */
function settled(...endings: Ending[]): { stored: number | undefined; endings: Ending[] } {
  const items = endings.map((ending, shard) => item(shard, ending));
  const { stored, changes } = settleKey(items);
  const changed = new Map(changes.map((change) => [change.item, change.ending]));
  return { stored: stored?.shard, endings: items.map((one) => changed.get(one) ?? one.ending) };
}

describe("items of several shards with the same key", () => {
  it("are one item and its duplicates if all were written", () => {
    expect(settled("written", "written", "written")).toEqual({
      stored: 0,
      endings: ["written", "duplicate-key", "duplicate-key"],
    });
  });

  it("have the first one written if one of a later shard was in its way", () => {
    expect(settled("already-exists", "written")).toEqual({
      stored: 0,
      endings: ["written", "duplicate-key"],
    });
    expect(settled("skipped", "written")).toEqual({ stored: 0, endings: ["written", "duplicate-key"] });
  });

  it("leave an item of another client as it is", () => {
    expect(settled("skipped", "skipped")).toEqual({
      stored: undefined,
      endings: ["skipped", "duplicate-key"],
    });
    expect(settled("already-exists", "already-exists")).toEqual({
      stored: undefined,
      endings: ["already-exists", "duplicate-key"],
    });
  });

  it("leave the key to the next one if DynamoDB refuses the first", () => {
    expect(settled("refused-by-service", "written", "written")).toEqual({
      stored: 1,
      endings: ["refused-by-service", "written", "duplicate-key"],
    });
    expect(settled("refused-by-service", "refused-by-service")).toEqual({
      stored: undefined,
      endings: ["refused-by-service", "refused-by-service"],
    });
  });

  it("are accounted for as if they had ended so at first", () => {
    const ending = fc.constantFrom<Ending>("written", "skipped", "already-exists", "refused-by-service");
    fc.assert(
      fc.property(fc.array(ending, { minLength: 1, maxLength: 6 }), (endings) => {
        const tallyOf = (all: readonly Ending[]) => {
          const counter = new TallyCounter();
          all.forEach((one) => counter.addSingle(one));
          return counter.tally;
        };
        const after = settled(...endings).endings;
        const changed = endings.reduce(
          (tally, before, index) => changedTally(tally, before, after[index] as Ending),
          tallyOf(endings),
        );
        expect(changed).toEqual(tallyOf(after));
        expect(addsUp(changed)).toBe(true);
      }),
    );
  });
});
