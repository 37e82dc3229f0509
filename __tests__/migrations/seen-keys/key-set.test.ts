import { setImmediate as pause } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyDigest } from "../../../migrations/seen-keys/key-digest";
import { KeySet } from "../../../migrations/seen-keys/key-set";
import { digest } from "./arbitrary-digest";
import { MemoryScratch } from "./memory-scratch";

/** What a JavaScript set answers. */
function plainly(digests: readonly string[]): boolean[] {
  const seen = new Set<string>();
  return digests.map((one) => seen.size < seen.add(one).size);
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => keyDigest(`user-${index}`));

describe("KeySet", () => {
  it("has the same results as a JavaScript Set, for any number of keys in memory", () => {
    fc.assert(
      fc.property(fc.array(digest, { maxLength: 150 }), fc.integer({ min: 1, max: 200 }), (all, most) => {
        const set = new KeySet({ scratch: new MemoryScratch(), keysInMemory: most });
        expect(all.map((one) => set.add(one))).toEqual(plainly(all));
      }),
      { numRuns: 300 },
    );
  });

  it("distinguishes 20,000 keys in merged files from keys that were never added", () => {
    const set = new KeySet({ scratch: new MemoryScratch(), keysInMemory: 300 });
    const keys = numbered(30_000);
    const known = keys.slice(0, 20_000);
    expect(known.every((key) => set.add(key))).toBe(true);
    expect(known.some((key) => set.add(key))).toBe(false);
    expect(keys.slice(20_000).every((key) => set.add(key))).toBe(true);
  });

  it("remembers 100,000 keys in memory while it grows", () => {
    const set = new KeySet();
    const keys = numbered(100_000);
    expect(keys.every((key) => set.add(key))).toBe(true);
    expect(keys.some((key) => set.add(key))).toBe(false);
  });

  it("says which keys it has, in memory and in files, without taking any", () => {
    fc.assert(
      fc.property(
        fc.array(digest, { maxLength: 60 }),
        digest,
        fc.integer({ min: 1, max: 80 }),
        (all, one, most) => {
          const set = new KeySet({ scratch: new MemoryScratch(), keysInMemory: most });
          all.forEach((each) => set.add(each));
          const known = all.some((each) => each === one);
          expect([set.has(one), set.has(one)]).toEqual([known, known]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("takes many at once, as bytes, for seen", () => {
    fc.assert(
      fc.property(fc.array(digest, { maxLength: 30 }), digest, (all, one) => {
        const set = new KeySet();
        set.addAll(Buffer.from(all.join(""), "base64url"));
        expect([...all, one].map((each) => set.has(each))).toEqual([
          ...all.map(() => true),
          all.includes(one),
        ]);
      }),
    );
  });

  it("reads hardly any file for keys that are new", () => {
    const scratch = new MemoryScratch();
    const set = new KeySet({ scratch, keysInMemory: 1000 });
    numbered(10_000).forEach((key) => set.add(key));
    scratch.reads = 0;
    Array.from({ length: 900 }, (_, index) => keyDigest(`new-${index}`)).forEach((key) => set.add(key));
    expect(scratch.reads).toBeLessThan(100);
  });

  it("keeps few files, and lets go of all of them", () => {
    const scratch = new MemoryScratch();
    const set = new KeySet({ scratch, keysInMemory: 100 });
    numbered(20_000).forEach((key) => set.add(key));
    expect(scratch.made).toBeGreaterThan(200);
    expect(scratch.open).toBeLessThan(7);
    set.close();
    expect(scratch.open).toBe(0);
  });

  it("answers the same wherever its files are tidied in between", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(digest, fc.boolean()), { maxLength: 150 }),
        fc.integer({ min: 1, max: 40 }),
        async (all, most) => {
          const set = new KeySet({ scratch: new MemoryScratch(), keysInMemory: most });
          const answers: boolean[] = [];
          for (const [one, isTidied] of all) {
            answers.push(set.add(one));
            if (isTidied) await set.tidy();
          }
          expect(answers).toEqual(plainly(all.map(([one]) => one)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("lets other work go on while it merges 200,000 keys", async () => {
    const set = new KeySet({ scratch: new MemoryScratch(), keysInMemory: 100_000 });
    numbered(200_000).forEach((key) => set.add(key));
    let turns = 0;
    let isTidy = false;
    const others = async () => {
      for (; !isTidy; turns++) await pause();
    };
    await Promise.all([others(), set.tidy().then(() => (isTidy = true))]);
    expect(turns).toBeGreaterThan(3);
  });

  it("knows all keys when it is told to stop half-way through a merge", async () => {
    const set = new KeySet({ scratch: new MemoryScratch(), keysInMemory: 100_000 });
    const keys = numbered(200_001);
    const known = keys.slice(0, 200_000);
    known.forEach((key) => set.add(key));
    const stopping = new AbortController();
    setImmediate(() => stopping.abort());
    await set.tidy(stopping.signal);
    expect(keys.filter((key) => set.add(key))).toEqual(keys.slice(-1));
  });

  it("writes no file for the key after its files were tidied", async () => {
    const scratch = new MemoryScratch();
    const set = new KeySet({ scratch, keysInMemory: 1000 });
    numbered(2000).forEach((key) => set.add(key));
    await set.tidy();
    scratch.writes = 0;
    set.add(keyDigest("another"));
    expect(scratch.writes).toBe(0);
  });

  it("lets go of a merge that is not done", () => {
    const scratch = new MemoryScratch();
    const set = new KeySet({ scratch, keysInMemory: 100 });
    numbered(200).forEach((key) => set.add(key));
    expect(scratch.open).toBe(3);
    set.close();
    expect(scratch.open).toBe(0);
  });
});
