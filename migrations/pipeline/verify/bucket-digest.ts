import { hash } from "node:crypto";

const defaultBuckets = 1 << 16;
const lanes = 4;

/** What a digest counts of an item. */
export interface DigestEntry {
  readonly bucket: number;
  /** See {@link BucketDigest.bytes}. */
  readonly bytes: number;
  /** The hash of its contents: a character for each of 16 bytes. A string takes half the time of a Buffer. */
  readonly hash: string;
}

/** Bytes of an entry in a file. */
export const entryBytes = 24;

/** Writes an entry as {@link entryBytes} bytes. */
export function writeEntry({ bucket, bytes, hash: text }: DigestEntry, target: Buffer, at: number): void {
  target.writeUInt32LE(bucket, at);
  target.writeUInt32LE(bytes, at + 4);
  target.write(text, at + 8, "latin1");
}

/** Reads what {@link writeEntry} wrote. */
export function readEntry(source: Buffer, at: number): DigestEntry {
  return {
    bucket: source.readUInt32LE(at),
    bytes: source.readUInt32LE(at + 4),
    hash: source.toString("latin1", at + 8, at + entryBytes),
  };
}

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
    this.count(this.entryOf(key, content, bytes), 1);
  }

  /** What {@link add} counts. */
  entryOf(key: string, content: string, bytes = 0): DigestEntry {
    return { bucket: bucketOf(key, this.buckets), bytes, hash: hash("md5", content, "binary") };
  }

  addEntry(entry: DigestEntry): void {
    this.count(entry, 1);
  }

  /** Takes an item out that was added. */
  removeEntry(entry: DigestEntry): void {
    this.count(entry, -1);
  }

  /** All buckets, for {@link addState}. */
  get state(): Uint8Array {
    const { bytes, counts, sums } = this;
    return Buffer.concat([bytes, counts, sums].map(({ buffer }) => Buffer.from(buffer)));
  }

  /** Adds the items of a digest with as many buckets, by its {@link state}. */
  addState(state: Uint8Array): void {
    const { buckets } = this;
    // Numbers of eight bytes must be aligned.
    const { buffer } = new Uint8Array(state);
    const bytes = new Float64Array(buffer, 0, buckets);
    const counts = new Uint32Array(buffer, bytes.byteLength, buckets);
    const sums = new Uint32Array(buffer, bytes.byteLength + counts.byteLength, buckets * lanes);
    for (let at = 0; at < buckets; at++) {
      this.bytes[at]! += bytes[at]!;
      this.counts[at]! += counts[at]!;
      this.items += counts[at]!;
    }
    for (let at = 0; at < sums.length; at++) this.sums[at]! += sums[at]!;
  }

  /** Items in all buckets. */
  get size(): number {
    return this.items;
  }

  private count({ bucket, bytes, hash: text }: DigestEntry, by: 1 | -1): void {
    this.items += by;
    this.counts[bucket]! += by;
    this.bytes[bucket]! += by * bytes;
    for (let lane = 0; lane < lanes; lane++) this.sums[bucket * lanes + lane]! += by * laneOf(text, lane * 4);
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
