import type { TablePart } from "../table-part";

/** Parts per worker, so that none is long busy with the last one. */
const partsPerWorker = 2;
/** Segments that a task scans at the same time, as one process does. */
const segmentsPerPart = 4;

/** How workers divide the scan of a table. */
export interface TableScanShares {
  /** Parts that are scanned at the same time by all workers together. */
  readonly maxParts: number;
  /** Read units per second of one part. @default no limit */
  readonly partRate?: number | undefined;
}

/** The parts that are scanned at the same time divide the rate. @param rate read units per second of the table */
export function scanShares(workers: number, rate: number | undefined): TableScanShares {
  const maxParts = Math.min(workers, rate ?? workers);
  return { maxParts, partRate: rate === undefined ? undefined : rate / maxParts };
}

/** The parts of a table that workers scan. @param rate of one part */
export function tableParts(workers: number, rate: number | undefined): TablePart[] {
  const count = partsPerWorker * workers;
  return Array.from({ length: count }, (_, index) => ({
    ...{ first: index * segmentsPerPart, segments: segmentsPerPart, of: count * segmentsPerPart, rate },
  }));
}
