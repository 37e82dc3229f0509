import { describe, expect, it } from "vitest";
import type { Shard } from "../../../../migrations/run-store/shards/manifest";
import {
  parentOf,
  type ShardSplit,
  shardsOf,
  splitAgain,
  splitSchema,
} from "../../../../migrations/run-store/shards/splits";
import { seededRandom } from "../../../emulators/seeded-random";

/** Shards of rows 0 to 1000, and of 1000 to 2000. */
const shards: Shard[] = [0, 1000].map((from, index) => ({
  ...{ id: `0000${index + 1}`, entity: "note", from: {}, range: `${from} ${from + 1000}`, version: "1" },
}));

const boundsOf = ({ range = "" }: Shard) => range.split(" ").map(Number) as [number, number];

describe("shards that were split", () => {
  it.each([1, 2, 3, 4, 5])("are listed in the order of their rows, with all of them (seed %d)", (seed) => {
    const random = seededRandom(seed);
    const splits = new Map<string, ShardSplit>();
    for (let step = 0; step < 40; step++) {
      const all = shardsOf(shards, (id) => splits.get(id));
      const shard = all[Math.floor(random() * all.length)]!;
      const [from, to] = boundsOf(shard);
      const middle = from + 1 + Math.floor(random() * (to - from - 1));
      if (middle <= from || middle >= to) continue;
      const rows = { range: `${from} ${middle}`, childRange: `${middle} ${to}` };
      splits.set(shard.id, splitAgain(shard, splits.get(shard.id), rows, 1 + (step % 3)));
    }
    const listed = shardsOf(shards, (id) => splits.get(id));
    expect(listed.length).toBeGreaterThan(20);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    const bounds = listed.map(boundsOf);
    expect(bounds[0]?.[0]).toBe(0);
    expect(bounds.at(-1)?.[1]).toBe(2000);
    expect(bounds.slice(1).map(([from]) => from)).toEqual(bounds.slice(0, -1).map(([, to]) => to));
    for (const split of splits.values())
      expect(splitSchema.parse(JSON.parse(JSON.stringify(split)))).toEqual(split);
  });

  it("have ids that name their parents, and differ for each owner", () => {
    const rows = { range: "0 10", childRange: "10 1000" };
    const first = splitAgain(shards[0]!, undefined, rows, 2);
    const ofAnother = splitAgain(shards[0]!, undefined, rows, 3);
    expect([first, ofAnother].map(({ children }) => children[0]?.id)).toEqual(["00001.2.1", "00001.3.1"]);
    const again = splitAgain(first.children[0]!, undefined, rows, 1);
    expect(["00001", "00001.2.1", again.children[0]!.id].map(parentOf)).toEqual([
      undefined,
      "00001",
      "00001.2.1",
    ]);
  });
});
