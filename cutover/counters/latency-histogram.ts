const growth = 1.05;
const smallest = 0.05;
const buckets = 300;

/** Counts latencies in buckets of 5 % width, from 0.05 ms to 100 s. */
export class LatencyHistogram {
  private readonly counts = new Uint32Array(buckets);
  private total = 0;

  get count(): number {
    return this.total;
  }

  add(milliseconds: number): void {
    const bucket = Math.ceil(Math.log(Math.max(milliseconds, smallest) / smallest) / Math.log(growth));
    const index = Math.min(bucket, buckets - 1);
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.total++;
  }

  /** The latency in milliseconds that 99 % of the calls did not exceed, rounded up to a bucket. `undefined` without calls. */
  get p99(): number | undefined {
    if (this.total === 0) return undefined;
    let left = Math.ceil(this.total * 0.99);
    for (let index = 0; index < buckets; index++) {
      left -= this.counts[index] ?? 0;
      if (left <= 0) return Number((smallest * growth ** index).toPrecision(3));
    }
    return undefined;
  }

  clear(): void {
    this.counts.fill(0);
    this.total = 0;
  }
}
