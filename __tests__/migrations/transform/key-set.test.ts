import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeySet } from "../../../migrations/transform/key-set";

/** What adding keys one by one answered, and how many there are then. */
function answers(keys: readonly string[], add: (key: string) => boolean): boolean[] {
  return keys.map(add);
}

function addToSet(set: Set<string>): (key: string) => boolean {
  return (key) => set.size < set.add(key).size;
}

describe("KeySet", () => {
  it("answers as a JavaScript set does", () => {
    const key = fc.oneof(fc.string({ unit: "binary", maxLength: 3 }), fc.constantFrom("a", "b", ""));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
        const set = new KeySet();
        expect(answers(keys, (one) => set.add(one))).toEqual(answers(keys, addToSet(new Set())));
        expect(set.size).toBe(new Set(keys).size);
      }),
      { numRuns: 500 },
    );
  });

  it("remembers 100,000 keys while it grows", () => {
    const set = new KeySet();
    const keys = Array.from({ length: 100_000 }, (_, index) => `user-${index}`);
    expect(answers(keys, (key) => set.add(key)).every((isNew) => isNew)).toBe(true);
    expect(answers(keys, (key) => set.add(key)).some((isNew) => isNew)).toBe(false);
    expect(set.size).toBe(100_000);
  });
});
