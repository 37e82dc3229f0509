/** Segments of a table that one task scans at the same time. */
export interface TablePart {
  readonly first: number;
  readonly segments: number;
  /** Segments in all. */
  readonly of: number;
  /** Read units per second. @default no limit */
  readonly rate?: number | undefined;
}
