import { hash } from "node:crypto";

const emptySlots = 1 << 12;
/** Fuller than this, looking a key up gets slow. */
const fullness = 0.7;

/**
 * Remembers which keys have been seen, in eight bytes a key: 64 bits of a hash each. That two of n different
 * keys share them has a chance of about n² / 2⁶⁵: one in a million for six million keys; the one taken for a
 * duplicate is then rejected and named, never lost in silence.
 */
export class KeySet {
  private high = new Uint32Array(emptySlots);
  private low = new Uint32Array(emptySlots);
  private count = 0;

  /** Keys seen so far. */
  get size(): number {
    return this.count;
  }

  /** Adds a key; `false` if it has been there. */
  add(key: string): boolean {
    const digest = hash("md5", key, "buffer");
    // An empty slot holds two zeros, so no key may.
    const low = digest.readUInt32LE(0) || 1;
    const added = this.insert(digest.readUInt32LE(4), low);
    if (added && ++this.count > this.low.length * fullness) this.grow();
    return added;
  }

  private insert(high: number, low: number): boolean {
    const mask = this.low.length - 1;
    let slot = (high ^ (low >>> 7)) & mask;
    for (; this.low[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.low[slot] === low && this.high[slot] === high) return false;
    }
    this.low[slot] = low;
    this.high[slot] = high;
    return true;
  }

  private grow(): void {
    const { high, low } = this;
    this.high = new Uint32Array(low.length * 2);
    this.low = new Uint32Array(low.length * 2);
    low.forEach((value, slot) => {
      if (value !== 0) this.insert(high[slot] as number, value);
    });
  }
}
