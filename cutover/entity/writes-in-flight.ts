/** Writes that have started and not ended, with the revision that each of them acts by. */
export class WritesInFlight {
  private readonly byRevision = new Map<number, number>();
  private total = 0;

  get count(): number {
    return this.total;
  }

  /** The earliest revision that a write in flight acts by. */
  get earliest(): number | undefined {
    return this.total === 0 ? undefined : Math.min(...this.byRevision.keys());
  }

  start(revision: number): void {
    this.total++;
    this.byRevision.set(revision, (this.byRevision.get(revision) ?? 0) + 1);
  }

  end(revision: number): void {
    this.total--;
    const left = (this.byRevision.get(revision) ?? 0) - 1;
    if (left > 0) this.byRevision.set(revision, left);
    else this.byRevision.delete(revision);
  }
}
