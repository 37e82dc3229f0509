/**
 * Draws that are the same for the same seed on every machine and release of Node (sfc32, a small
 * generator with 128 bits of state), so that the checked-in files can be made again byte for byte.
 */
export class Random {
  private state: [number, number, number, number];

  constructor(seed: number) {
    this.state = [0, seed >>> 0, (seed ^ 0x9e3779b9) >>> 0, 1];
    // The first draws of similar seeds are alike.
    for (let warmUp = 0; warmUp < 16; warmUp++) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    const [a, b, c, counter] = this.state;
    const sum = (a + b + counter) | 0;
    const rotated = (c << 21) | (c >>> 11);
    this.state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (rotated + sum) | 0, (counter + 1) | 0];
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)] as T;
  }

  /** As many draws as `count` says. */
  times<T>(count: number, draw: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => draw(index));
  }

  /** That many different values, in drawn order. */
  sample<T>(values: readonly T[], count: number): T[] {
    const left = [...values];
    return this.times(Math.min(count, left.length), () => {
      return left.splice(this.integer(0, left.length - 1), 1)[0] as T;
    });
  }

  /** Decimal digits, the first of them never 0. */
  digits(count: number): string {
    return this.times(count, (index) => this.integer(index === 0 ? 1 : 0, 9)).join("");
  }

  /** `usr_7k2m9qx4v1tz`: without a pattern in it, so that keys spread over all partitions. */
  id(prefix: string): string {
    const letters = "0123456789abcdefghjkmnpqrstvwxyz";
    return `${prefix}_${this.times(12, () => letters[this.integer(0, 31)]).join("")}`;
  }
}
