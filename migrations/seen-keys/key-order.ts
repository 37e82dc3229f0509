/** 32-bit words of a digest. */
export const words = 3;

/** Compares the digest at an index with another one: negative if it sorts before, 0 if equal, positive if after. */
export function compareAt(cells: Uint32Array, at: number, a: number, b: number, c: number): number {
  return (cells[at] as number) - a || (cells[at + 1] as number) - b || (cells[at + 2] as number) - c;
}

/**
 * The last block that starts before any digest with this first word can, or the first one.
 * @param fence the first word of the first digest of every block
 */
export function firstBlock(fence: Uint32Array, a: number): number {
  let low = 0;
  let high = fence.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((fence[middle] as number) < a) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
