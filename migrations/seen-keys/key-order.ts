/** 32-bit words of a digest. */
export const words = 3;

/** Whether the digest that stands at a place comes before another one (below 0), is it (0), or comes behind it. */
export function compareAt(cells: Uint32Array, at: number, a: number, b: number, c: number): number {
  return (cells[at] as number) - a || (cells[at + 1] as number) - b || (cells[at + 2] as number) - c;
}
