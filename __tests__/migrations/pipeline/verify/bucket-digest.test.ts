import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BucketDigest,
  bucketOf,
  entryBytes,
  readEntry,
  writeEntry,
} from "../../../../migrations/pipeline/verify/bucket-digest";

type Entry = readonly [key: string, content: string];

const entries = fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.string()), { maxLength: 40 });

function digestOf(all: readonly Entry[]): BucketDigest {
  const digest = new BucketDigest(8);
  all.forEach(([key, content]) => digest.add(key, content, 10));
  return digest;
}

describe("BucketDigest", () => {
  it("is the same in whatever order items come", () => {
    const shuffled = entries.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(digestOf(one).differing(digestOf(other))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("is the sum of the digests of parts, by their states", () => {
    fc.assert(
      fc.property(entries, entries, (some, others) => {
        const sum = digestOf(some);
        sum.addState(digestOf(others).state);
        const whole = digestOf([...some, ...others]);
        expect(sum.differing(whole)).toEqual([]);
        expect([sum.size, ...sum.bytes]).toEqual([whole.size, ...whole.bytes]);
      }),
      { numRuns: 1000 },
    );
  });

  it("forgets an item that is removed, by an entry that was kept in a file", () => {
    fc.assert(
      fc.property(entries, fc.string(), fc.string(), (all, key, content) => {
        const digest = digestOf(all);
        const file = Buffer.alloc(2 * entryBytes);
        writeEntry(digest.entryOf(key, content, 10), file, entryBytes);
        const entry = readEntry(file, entryBytes);
        digest.addEntry(entry);
        expect(digest.differing(digestOf([...all, [key, content]]))).toEqual([]);
        digest.removeEntry(entry);
        expect(digest.differing(digestOf(all))).toEqual([]);
        expect([digest.size, ...digest.bytes]).toEqual([all.length, ...digestOf(all).bytes]);
      }),
      { numRuns: 1000 },
    );
  });

  it("differs in exactly the bucket of an item that one side lacks", () => {
    fc.assert(
      fc.property(entries, fc.tuple(fc.string(), fc.string()), (all, [key, content]) => {
        expect(digestOf(all).differing(digestOf([...all, [key, content]]))).toEqual([bucketOf(key, 8)]);
      }),
      { numRuns: 1000 },
    );
  });

  it("differs in exactly the bucket of an item whose content changed", () => {
    fc.assert(
      fc.property(entries, fc.string(), fc.string(), fc.string(), (all, key, before, after) => {
        fc.pre(before !== after);
        const differing = digestOf([...all, [key, before]]).differing(digestOf([...all, [key, after]]));
        expect(differing).toEqual([bucketOf(key, 8)]);
      }),
      { numRuns: 1000 },
    );
  });

  it("tells an item that is there twice from one that is there once", () => {
    expect(
      digestOf([["k", "c"]]).differing(
        digestOf([
          ["k", "c"],
          ["k", "c"],
        ]),
      ),
    ).toHaveLength(1);
  });

  it("counts items and bytes by bucket", () => {
    const digest = digestOf([
      ["k", "c"],
      ["k", "d"],
    ]);
    expect([digest.size, digest.counts[bucketOf("k", 8)], digest.bytes[bucketOf("k", 8)]]).toEqual([
      2, 2, 20,
    ]);
  });
});

describe("bucketOf", () => {
  it("spreads keys over the buckets", () => {
    const filled = new Set(Array.from({ length: 1000 }, (_, index) => bucketOf(`user-${index}`, 64)));
    expect(filled.size).toBe(64);
  });
});
