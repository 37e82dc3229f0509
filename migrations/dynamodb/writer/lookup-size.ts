/** Of a lookup when the last of its requests is sent. It may be used for 1 s. Milliseconds. */
const [newMs, youngMs, oldMs] = [75, 300, 600];

/**
 * How many batches are looked up together where a lookup costs more than its requests, as one whose journal is stored in
 * S3 before anything is sent: as many as are sent while what was looked up may be used.
 */
export class LookupSize {
  private size = 1;

  /** @param most batches of a lookup */
  constructor(private readonly most: number) {}

  get batches(): number {
    return this.size;
  }

  /** Notes how old a lookup was when its last batch was sent. @param batches of the lookup */
  sent(ageMs: number, batches: number): void {
    if (ageMs > oldMs) this.size = Math.max(1, Math.floor(Math.min(this.size, batches) / 2));
    else if (ageMs < youngMs && batches >= this.size)
      this.size = Math.min(this.most, this.size * (ageMs < newMs ? 4 : 2));
  }
}
