/** 32-bit words of a digest. */
export const words = 3;

/** Compares the digest at an index with another one: negative if it sorts before, 0 if equal, positive if after. */
export function compareAt(cells: Uint32Array, at: number, a: number, b: number, c: number): number {
  return (cells[at] as number) - a || (cells[at + 1] as number) - b || (cells[at + 2] as number) - c;
}
