/** One new key in forty is looked for in the file for nothing. */
const bitsPerKey = 8;
const probes = 4;
/** 32 MB: beyond some 33 million keys a filter says "perhaps" more often, and more lookups go to the file. */
const maxBits = 2 ** 28;

/** A Bloom filter: says of most digests that were never added, in memory and at once, that they were not. */
export class KeyFilter {
  private readonly bits: Uint32Array;
  private readonly size: number;

  /** @param keys that will be added */
  constructor(keys: number) {
    this.size = Math.min(maxBits, Math.max(64, keys * bitsPerKey));
    this.bits = new Uint32Array(Math.ceil(this.size / 32));
  }

  add(b: number, c: number): void {
    for (let probe = 0; probe < probes; probe++) {
      const bit = this.bitOf(b, c, probe);
      this.bits[bit >>> 5]! |= 1 << (bit & 31);
    }
  }

  /** `false`: it was never added. `true`: perhaps it was. */
  mayHave(b: number, c: number): boolean {
    for (let probe = 0; probe < probes; probe++) {
      const bit = this.bitOf(b, c, probe);
      if (((this.bits[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }

  private bitOf(b: number, c: number, probe: number): number {
    return ((b + Math.imul(probe, c)) >>> 0) % this.size;
  }
}
