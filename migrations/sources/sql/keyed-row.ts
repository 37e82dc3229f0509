import type { RowValue } from "../../items/row";

/** A row of a database, and its key. */
export interface KeyedRow {
  readonly value: RowValue;
  readonly malformed?: string;
  /** The key's values, from which a later reading can resume. */
  readonly cursor: string;
  /** Whether the database takes its key for that of the row before, however they are written. */
  readonly isTied?: boolean;
}
