import { hasCursor, sqliteCursor, valuesOfCursor } from "./sqlite-cursor";
import type { SqliteConnection, SqliteRow } from "./sqlite-connection";
import { type SqliteSelection, statementOf } from "./sqlite-selection";
import { isCertain, textBytesSql, textFault, textLengthSql } from "./sqlite-text";

/** A row whose text is exactly what the database holds; text that cannot be decoded is bytes, in a malformed row. */
export interface CheckedRow {
  /** Those of the columns come first. */
  readonly cells: SqliteRow;
  readonly malformed?: string;
}

/** A doubt about a row: whether its whole numbers were rounded, or whether its text is what the database holds. */
type Doubt = "integers" | "text";

/** Progress of a read: the cursor, and the number of rows read after it. */
interface Progress {
  cursor: string | undefined;
  /** The last row with a key value that can be a cursor, if the cursor is not the latest. */
  placed: SqliteRow | undefined;
  seen: number;
}

/**
 * Reads rows and checks their numbers and text. As long as the numbers, the length of the texts and the characters that
 * arrive leave no doubt, that is all that is asked for; at the first doubt the reading starts again there and asks for
 * integers of 64 bits, or for the bytes of the texts, too.
 */
export class SqliteRows {
  private readonly count: number;
  private readonly columns: readonly string[];
  private chunk: CheckedRow[] = [];

  /** @param chunkRows maximum rows handed over at a time */
  constructor(
    private readonly connection: SqliteConnection,
    private readonly selection: SqliteSelection,
    private readonly chunkRows: number,
    /** The cursor of the last row. @default that of the table */
    private readonly upTo?: string,
  ) {
    this.columns = selection.columns.map(({ sql }) => sql);
    this.count = this.columns.length;
  }

  /** @param cursor the rows after it; of a query, the row at it comes again */
  *after(cursor: string | undefined): Generator<CheckedRow[], undefined> {
    const progress: Progress = { cursor, placed: undefined, seen: 0 };
    let doubt: Doubt | undefined = "text";
    if (this.connection.encoding === "UTF-8") doubt = yield* this.certain(progress, false);
    if (doubt === "integers") doubt = yield* this.certain(progress, true);
    if (doubt === "text") yield* this.checked(progress);
    if (this.chunk.length > 0) yield this.takeChunk();
    return undefined;
  }

  /** Cursor from which a read can resume after a row; `undefined` if it cannot. */
  cursorOf({ cells, malformed }: CheckedRow): string | undefined {
    // A key that is not what the database holds leads nowhere.
    if (malformed !== undefined || this.selection.afterKey === undefined) return undefined;
    return sqliteCursor(cells.slice(this.count + 1));
  }

  /** The rows up to the first one in doubt. @param isExact whether whole numbers keep their 64 bits */
  private *certain(progress: Progress, isExact: boolean): Generator<CheckedRow[], Doubt | undefined> {
    const length = this.connection.keepsNul ? "0" : textLengthSql(this.columns, this.connection);
    let passed = this.startAt(progress);
    let doubt: Doubt | undefined;
    try {
      for (const cells of this.read(length, progress.cursor, isExact)) {
        if (passed-- > 0) continue;
        doubt = this.doubtOf(cells, isExact);
        if (doubt !== undefined) break;
        this.chunk.push({ cells });
        this.follow(progress, cells);
        if (this.chunk.length === this.chunkRows) yield this.takeChunk();
      }
    } catch (error) {
      if (isExact || !isOutOfRange(error)) throw error;
      doubt = "integers";
    }
    return doubt;
  }

  private doubtOf(cells: SqliteRow, isExact: boolean): Doubt | undefined {
    if (!isExact && !areExact(cells)) return "integers";
    return isCertain(cells, this.count, cells[this.count], this.connection) ? undefined : "text";
  }

  private follow(progress: Progress, cells: SqliteRow): void {
    const { key, afterKey } = this.selection;
    progress.seen++;
    if (afterKey === undefined || !hasCursor(cells, this.count + 1)) return;
    progress.placed = cells;
    // For a query, the row at the cursor is read again.
    progress.seen = key === undefined ? 0 : 1;
  }

  private *checked(progress: Progress): Generator<CheckedRow[]> {
    const names = this.selection.columns.map(({ name }) => name);
    let passed = this.startAt(progress);
    for (const cells of this.read(textBytesSql(this.columns), progress.cursor, true)) {
      if (passed-- > 0) continue;
      const fault = textFault(cells, cells[this.count] as Uint8Array, this.connection.encoding, names);
      this.chunk.push(fault === undefined ? { cells } : { cells: fault.cells, malformed: fault.message });
      if (this.chunk.length === this.chunkRows) yield this.takeChunk();
    }
  }

  private takeChunk(): CheckedRow[] {
    const { chunk } = this;
    this.chunk = [];
    return chunk;
  }

  /** Moves the cursor to the last place. @returns how many rows after it to pass over */
  private startAt(progress: Progress): number {
    if (progress.placed) progress.cursor = this.cursorOf({ cells: progress.placed });
    progress.placed = undefined;
    return progress.seen;
  }

  private read(check: string, cursor: string | undefined, isExact: boolean): Iterable<SqliteRow> {
    const { afterKey, upToKey } = this.selection;
    const conditions = [
      ...(cursor !== undefined && afterKey !== undefined ? [{ sql: afterKey, cursor }] : []),
      ...(this.upTo !== undefined && upToKey !== undefined ? [{ sql: upToKey, cursor: this.upTo }] : []),
    ];
    const condition = conditions.map(({ sql }) => sql).join(" AND ");
    const values = conditions.flatMap((one) => valuesOfCursor(one.cursor));
    return this.connection.rows(statementOf(this.selection, check, condition || undefined), values, isExact);
  }
}

/** A number that is not in the safe range may be a rounded whole number. */
function areExact(cells: SqliteRow): boolean {
  for (const cell of cells) if (typeof cell === "number" && !isInSafeRange(cell)) return false;
  return true;
}

function isInSafeRange(value: number): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

function isOutOfRange(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ERR_OUT_OF_RANGE";
}
