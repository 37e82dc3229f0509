/** Rows may be a few bytes or some megabytes; held at a time should be about this much of them. */
const wantedBytes = 1024 * 1024;
const maxRows = 1000;
/** A row may be much larger than the ones before it. */
const maxGrowth = 10;

/** How many rows to ask for at a time, by the size of those that came. */
export class ChunkSize {
  rows = 1;

  /** Learns from a chunk. */
  saw(rows: number, bytes: number): void {
    const fitting = Math.floor((wantedBytes * rows) / Math.max(1, bytes));
    this.rows = Math.max(1, Math.min(fitting, this.rows * maxGrowth, maxRows));
  }

  /** Whether this number of rows of this size is enough for one chunk. */
  isFull(rows: number, bytes: number): boolean {
    return rows >= maxRows || bytes >= wantedBytes;
  }
}

/** The bytes of a row as a database sent it. */
export function rowBytes(cells: readonly (Buffer | string | null)[]): number {
  return cells.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
}
