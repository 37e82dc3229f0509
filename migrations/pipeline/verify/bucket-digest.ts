import { hash } from "node:crypto";

const defaultBuckets = 1 << 16;
const lanes = 4;

/**
 * A digest of a set of items that does not depend on their order, in buckets by key: per bucket a count and the
 * sum of the items' 128-bit hashes, modulo 2³² in each of four lanes. Two sides with equal buckets hold the same
 * items; two that differ differ in few buckets, and only those have to be looked at again.
 *
 * Memory is fixed: 20 bytes and a size a bucket.
 */
export class BucketDigest {
  readonly counts: Uint32Array;
  /** Stored bytes, so that a later look can be planned to fit in memory. */
  readonly bytes: Float64Array;
  private readonly sums: Uint32Array;
  private items = 0;

  constructor(readonly buckets = defaultBuckets) {
    this.counts = new Uint32Array(buckets);
    this.bytes = new Float64Array(buckets);
    this.sums = new Uint32Array(buckets * lanes);
  }

  /**
   * @param key see `keyText`
   * @param content see `ItemContents.itemText`
   * @param bytes of the item, if {@link bytes} is needed
   */
  add(key: string, content: string, bytes = 0): void {
    const bucket = bucketOf(key, this.buckets);
    // A character for each byte: a string takes half the time of a Buffer.
    const digest = hash("md5", content, "binary");
    this.items++;
    this.counts[bucket]! += 1;
    this.bytes[bucket]! += bytes;
    for (let lane = 0; lane < lanes; lane++) this.sums[bucket * lanes + lane]! += laneOf(digest, lane * 4);
  }

  /** Items in all buckets. */
  get size(): number {
    return this.items;
  }

  /** The buckets in which two sides do not hold the same. */
  differing(other: BucketDigest): number[] {
    const differs = (bucket: number): boolean =>
      this.counts[bucket] !== other.counts[bucket] ||
      [0, 1, 2, 3].some((lane) => this.sums[bucket * lanes + lane] !== other.sums[bucket * lanes + lane]);
    return Array.from({ length: this.buckets }, (_, bucket) => bucket).filter(differs);
  }
}

/** Four bytes, the least significant first. */
function laneOf(digest: string, at: number): number {
  const low = digest.charCodeAt(at) | (digest.charCodeAt(at + 1) << 8);
  return low | (digest.charCodeAt(at + 2) << 16) | (digest.charCodeAt(at + 3) << 24);
}

/** The bucket that a key belongs to: FNV-1a over its UTF-16 units. */
export function bucketOf(key: string, buckets: number): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) value = Math.imul(value ^ key.charCodeAt(at), 0x01000193);
  return (value >>> 0) % buckets;
}
