import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyDigest } from "../../../migrations/seen-keys/key-digest";
import { RepeatedKeys, type RepeatedKeysRoom } from "../../../migrations/seen-keys/repeated-keys";
import { digest } from "./arbitrary-digest";
import { MemoryScratch } from "./memory-scratch";

async function repeatedIn(digests: readonly string[], room?: RepeatedKeysRoom): Promise<readonly string[]> {
  const keys = new RepeatedKeys(room);
  for (const one of digests) keys.addAll(Buffer.from(one, "base64url"));
  const found = await keys.find();
  keys.close();
  return [...found].toSorted();
}

function plainly(digests: readonly string[]): readonly string[] {
  const repeated = digests.filter((one, index) => digests.indexOf(one) !== index);
  return [...new Set(repeated)].toSorted();
}

describe("RepeatedKeys", () => {
  it("finds what was added more than once, for any number of keys in memory and in a piece", async () => {
    const room = fc.record({
      keysInMemory: fc.integer({ min: 1, max: 60 }),
      pieceKeys: fc.integer({ min: 1, max: 20 }),
      scratch: fc.constantFrom(undefined, new MemoryScratch()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(digest, { maxLength: 120 }), room, async (all, one) => {
        expect(await repeatedIn(all, one)).toEqual(plainly(all));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["memory", undefined],
    ["files", new MemoryScratch()],
  ])("finds the repeated ones of 100,000 in %s", async (_where, scratch) => {
    const keys = Array.from({ length: 100_000 }, (_, index) => keyDigest(`user-${index}`));
    expect(await repeatedIn(keys, { scratch })).toEqual([]);
    const repeated = [0, 1, 49_999, 50_000, 99_999].map((index) => keys[index] as string);
    // Of one group, 390 digests.
    for (const keysInMemory of [100, 400, 360_000])
      expect(await repeatedIn([...keys, ...repeated, ...repeated], { scratch, keysInMemory })).toEqual(
        repeated.toSorted(),
      );
  });

  it("takes digests with all bits of their first word in common, however many", async () => {
    const words = Array.from({ length: 3000 }, (_, index) =>
      Buffer.from([1, 2, 3, 4, 0, 0, 0, 0, 0, 0, ...[index >> 8, index & 255]]),
    );
    const all = words.map((bytes) => bytes.toString("base64url"));
    const room = { keysInMemory: 10, pieceKeys: 7, scratch: new MemoryScratch() };
    expect(await repeatedIn(all, room)).toEqual([]);
    expect(await repeatedIn([...all, all[2999] as string], room)).toEqual([all[2999]]);
  });

  it("closes its files if one of them cannot be read", async () => {
    const scratch = new MemoryScratch();
    const create = scratch.create.bind(scratch);
    scratch.create = () => {
      const file = create();
      if (scratch.made < 3) return file;
      const read = () => {
        throw new Error("no disk");
      };
      return { ...file, read };
    };
    const keys = new RepeatedKeys({ scratch, keysInMemory: 8, pieceKeys: 4 });
    for (let key = 0; key < 20_000; key++) keys.addAll(Buffer.from(keyDigest(String(key)), "base64url"));
    await expect(keys.find()).rejects.toThrow("no disk");
    expect(scratch.made).toBe(3);
    keys.close();
    expect(scratch.open).toBe(0);
  });

  it("closes every file that it made", async () => {
    const scratch = new MemoryScratch();
    const all = Array.from({ length: 5000 }, (_, index) => keyDigest(String(index)));
    await repeatedIn([...all, ...all], { scratch, keysInMemory: 8, pieceKeys: 4 });
    expect(scratch.made).toBeGreaterThan(1);
    expect(scratch.open).toBe(0);
  });
});
