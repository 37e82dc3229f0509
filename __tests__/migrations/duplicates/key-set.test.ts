import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyDigest } from "../../../migrations/duplicates/key-digest";
import { KeySet } from "../../../migrations/duplicates/key-set";

describe("KeySet", () => {
  it("answers as a JavaScript set does", () => {
    const key = fc.oneof(fc.string({ unit: "binary", maxLength: 3 }), fc.constantFrom("a", "b", ""));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
        const set = new KeySet();
        const plain = new Set<string>();
        expect(keys.map((one) => set.add(keyDigest(one)))).toEqual(
          keys.map((one) => plain.size < plain.add(one).size),
        );
      }),
      { numRuns: 300 },
    );
  });
});
