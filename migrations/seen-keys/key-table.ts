import { compareAt, words } from "./key-order";

const firstSlotBits = 12;
/** Fuller than this, looking a digest up gets slow. */
const fullness = 0.7;
/** Slots after the last regular one, for digests whose own slot is occupied. */
const overflowSlots = 4096;

/**
 * Digests in memory, in ascending order: each is at the slot given by its first bits or after it, so that a table
 * is written in sorted order without a sort.
 */
export class KeyTable {
  private slotBits = firstSlotBits;
  private cells = cellsFor(firstSlotBits);
  private count = 0;

  get size(): number {
    return this.count;
  }

  has(a: number, b: number, c: number): boolean {
    for (let at = this.homeOf(a); !this.isEmpty(at); at += words) {
      const order = compareAt(this.cells, at, a, b, c);
      if (order >= 0) return order === 0;
    }
    return false;
  }

  /** Adds a digest; `false` if it has been there. */
  add(a: number, b: number, c: number): boolean {
    let at = this.homeOf(a);
    for (; !this.isEmpty(at); at += words) {
      const order = compareAt(this.cells, at, a, b, c);
      if (order === 0) return false;
      if (order > 0) break;
    }
    let end = at;
    while (!this.isEmpty(end)) end += words;
    if (end >= this.cells.length || this.count >= fullness * 2 ** this.slotBits) {
      this.grow();
      return this.add(a, b, c);
    }
    this.cells.copyWithin(at + words, at, end);
    this.put(at, a, b, c);
    this.count++;
    return true;
  }

  /** Shows all digests in their order. */
  forEach(visit: (a: number, b: number, c: number) => void): void {
    const { cells } = this;
    for (let at = 0; at < cells.length; at += words)
      if (!this.isEmpty(at)) visit(cells[at] as number, cells[at + 1] as number, cells[at + 2] as number);
  }

  clear(): void {
    this.cells.fill(0);
    this.count = 0;
  }

  private grow(): void {
    const smaller = new KeyTable();
    smaller.cells = this.cells;
    this.cells = cellsFor(++this.slotBits);
    let next = 0;
    smaller.forEach((a, b, c) => {
      const at = Math.max(next, this.homeOf(a));
      this.put(at, a, b, c);
      next = at + words;
    });
  }

  private homeOf(a: number): number {
    return (a >>> (32 - this.slotBits)) * words;
  }

  /** A digest of zeros only would look so; there is none. */
  private isEmpty(at: number): boolean {
    const { cells } = this;
    return ((cells[at] as number) | (cells[at + 1] as number) | (cells[at + 2] as number)) === 0;
  }

  private put(at: number, a: number, b: number, c: number): void {
    this.cells[at] = a;
    this.cells[at + 1] = b;
    this.cells[at + 2] = c;
  }
}

function cellsFor(slotBits: number): Uint32Array {
  return new Uint32Array((2 ** slotBits + overflowSlots) * words);
}
