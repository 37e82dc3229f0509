import { describe, expect, it } from "vitest";
import { PositionPartitions } from "../../../../migrations/sources/lookup/position-partitions";
import type { DigestWords } from "../../../../migrations/sources/lookup/position-record";
import { sortPositions } from "../../../../migrations/sources/lookup/position-sort";
import { MemoryScratch } from "../../seen-keys/memory-scratch";
import { seededRandom } from "../../../emulators/seeded-random";

const beyond32Bits = 2 ** 40;

describe("sortPositions", () => {
  const indexOf = (digests: readonly DigestWords[], maxInMemory: number, chunk = 3) => {
    const scratch = new MemoryScratch();
    const partitions = new PositionPartitions(scratch, chunk);
    digests.forEach((digest, index) => partitions.add(digest, beyond32Bits + index));
    const index = sortPositions(partitions, scratch, maxInMemory);
    partitions.close();
    return index;
  };

  it.each([
    ["all at once", 10_000],
    ["some at a time", 7],
  ])("finds every position of each digest in ascending order, sorted %s", (_, maxInMemory) => {
    const random = seededRandom(2);
    const word = () => Math.floor(random() * 2 ** 32);
    // Few different words: digests that differ only in a later word, or only in bits that are not sorted by.
    const firsts = Array.from({ length: 40 }, word).flatMap((a) => [a, (a ^ 1) >>> 0, (a ^ 0x100) >>> 0]);
    const digests = Array.from({ length: 2000 }, (): DigestWords => {
      const a = firsts[Math.floor(random() * firsts.length)] ?? 0;
      return [a, Math.floor(random() * 2), 0xffffffff];
    });
    const index = indexOf(digests, maxInMemory);
    const expected = new Map<string, number[]>();
    digests.forEach((digest, at) => {
      const key = digest.join();
      expected.set(key, [...(expected.get(key) ?? []), beyond32Bits + at]);
    });
    const found = new Map(digests.map((digest) => [digest.join(), [...index.find(digest)]]));
    expect(found).toEqual(expected);
    expect([...index.find([firsts[0] ?? 0, 2, 0])]).toEqual([]);
  });

  it.each([7, 8])("finds all %i rows of one key if 7 fit in memory", (rows) => {
    const digest: DigestWords = [0xabcdef01, 2, 3];
    const index = indexOf(Array<DigestWords>(rows).fill(digest), 7);
    expect([...index.find(digest)]).toEqual(Array.from({ length: rows }, (_, at) => beyond32Bits + at));
  });

  it.each([127, 128, 129, 8192, 8193])("finds the first and the last of %i digests", (count) => {
    const digests = Array.from({ length: count }, (_, at): DigestWords => [at * 300_007, at, 0]);
    const index = indexOf(digests, 2 ** 18, 1024);
    expect([...index.find(digests[0] as DigestWords)]).toEqual([beyond32Bits]);
    expect([...index.find(digests.at(-1) as DigestWords)]).toEqual([beyond32Bits + count - 1]);
    expect([...index.find([0xffffffff, 0, 0])]).toEqual([]);
  });

  it("finds nothing without rows", () => {
    expect([...indexOf([], 7).find([1, 2, 3])]).toEqual([]);
  });
});
