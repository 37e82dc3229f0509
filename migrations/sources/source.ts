import type { RowValue } from "../transform/row";

/** Where an entity's rows are, within a source. Which of these apply depends on the kind of source. */
export interface RowsFrom {
  readonly file?: string;
  readonly at?: string;
}

/** A row and where it came from. */
export interface SourceRow {
  /** Counts from 1, in the source's own order, which is the same at every reading. */
  readonly number: number;
  readonly value: RowValue;
}

/** The rows of one entity, in chunks, so that a slow consumer holds up the reading. */
export interface RowStream extends AsyncIterable<readonly SourceRow[]> {
  /** How much has been read, 0 to 1, or `undefined` where that is not known. */
  readonly fractionRead: number | undefined;
}

/**
 * Somewhere that rows come from. Every reading yields the same rows in the same order as long as
 * {@link Source.version} stays the same; that is what makes a run restartable.
 *
 * @example
 * for await (const chunk of source.rows({ file: "users/db.json", at: "$.users" }, signal)) …
 */
export interface Source {
  /** For messages: where the rows of an entity are, without secrets. */
  describe(from: RowsFrom): string;

  /** Changes whenever the rows may have changed. @throws UnreachableError where they cannot be read. */
  version(from: RowsFrom): Promise<string>;

  /**
   * The rows of an entity. Memory does not grow with their number.
   * @throws UnreachableError while iterating, where the source breaks off or is not what it should be; rows
   * handed out before are good.
   */
  rows(from: RowsFrom, signal?: AbortSignal): RowStream;
}
