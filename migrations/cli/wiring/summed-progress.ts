import type { Progress } from "../../pipeline/read/observer";

/** The progress of parts of a work together. */
export class SummedProgress {
  private readonly parts = new Map<string, { readonly rows: number; readonly total: number | undefined }>();

  set(part: string, rows: number, total: number | undefined): void {
    this.parts.set(part, { rows, total });
  }

  has(part: string): boolean {
    return this.parts.has(part);
  }

  /** The rows of parts whose number is not known are estimated to be as many as those of the others, on average. */
  get progress(): Pick<Progress, "rows" | "total"> {
    let rows = 0;
    let total = 0;
    let known = 0;
    for (const part of this.parts.values()) {
      rows += part.rows;
      if (part.total === undefined) continue;
      total += part.total;
      known++;
    }
    return { rows, total: known > 0 ? (total / known) * this.parts.size : undefined };
  }
}
