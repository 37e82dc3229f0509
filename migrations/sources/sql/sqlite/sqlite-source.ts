import { setImmediate } from "node:timers/promises";
import { InterruptedError, messageOf, RunnerError, UnreachableError } from "../../../errors";
import { shown as shownValue } from "../../../items/rejection";
import type { RowValue } from "../../../items/row";
import { SourceFile } from "../../../files/source-file";
import type { Reading, RowOrigin, RowsFrom, RowStream, Source, SourceChunk, SourceRow } from "../../source";
import type { SqliteDriver, SqliteValue } from "./sqlite-connection";
import { loadSqliteDriver } from "./sqlite-driver";
import { SqliteRows } from "./sqlite-rows";
import { SqliteVersions } from "./sqlite-version";
import type { Comparison } from "../../../files/comparison";
import { countOf, selectRows, type SqliteSelection } from "./sqlite-selection";

/** Rows handed over at a time; each may hold a whole web page. */
const chunkRows = 50;

/**
 * Rows from the tables and queries of a SQLite database, read-only, as one consistent snapshot: through `node:sqlite`
 * or better-sqlite3, or through node-sqlite3-wasm, which refuses a database that is in use. Whole numbers keep their
 * 64 bits, blobs are binary; a row whose text is not in the database's encoding is malformed.
 *
 * @example
 * new SqliteSource("shop.db").rows({ table: "users" })
 * new SqliteSource("shop.db").rows({ query: "SELECT * FROM users WHERE active", key: "id" })
 */
export class SqliteSource implements Source {
  private readonly file: SourceFile;
  private readonly versions: SqliteVersions;

  /**
   * @param path the database's file
   * @param shownPath the same as a person knows it, for messages. @default path
   */
  constructor(
    path: string,
    shownPath = path,
    private readonly loadDriver: () => SqliteDriver | Promise<SqliteDriver> = loadSqliteDriver,
  ) {
    this.file = new SourceFile(path, shownPath);
    this.versions = new SqliteVersions(path);
  }

  describe({ table }: RowsFrom): string {
    return table === undefined ? `a query of ${this.file.shown}` : `${this.file.shown} ${table}`;
  }

  /** By the content of the file and of its write-ahead log, which holds the latest changes. */
  async version(): Promise<string> {
    return this.attempt(() => this.versions.current());
  }

  async compare(_from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    return this.attempt(() => this.versions.compare(recorded, signal));
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new SqliteRowStream(this.file, from, this.loadDriver, reading);
  }

  private async attempt<Result>(step: () => Promise<Result>): Promise<Result> {
    try {
      return await step();
    } catch (cause) {
      throw this.file.unreadable(cause);
    }
  }
}

class SqliteRowStream implements RowStream {
  private read: number;
  /** The place of the last row that was read. */
  private cursor: string | undefined;
  private total: number | undefined;
  origin: RowOrigin | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly from: RowsFrom,
    private readonly loadDriver: () => SqliteDriver | Promise<SqliteDriver>,
    private readonly reading: Reading,
  ) {
    this.read = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total ? this.read / this.total : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    await this.file.mustBeFile();
    const { path, shown } = this.file;
    const driver = await this.loadDriver();
    const connection = await this.attempt(() => driver.open(path, shown));
    try {
      const selection = await this.attempt(() => selectRows(connection, this.from, shown));
      this.origin = { keyColumns: selection.keyColumns };
      this.total = await this.attempt(() => Number([...connection.rows(countOf(selection))][0]?.[0]));
      const rows = this.rowsOf(new SqliteRows(connection, selection), selection);
      for (let isLast = false; !isLast;) {
        const chunk = await this.next(rows);
        isLast = chunk.length < chunkRows;
        connection.check();
        if (chunk.length > 0)
          yield { rows: chunk, ...(this.cursor !== undefined && { cursor: this.cursor }) };
      }
    } finally {
      await connection.close();
    }
  }

  /** The drivers do not wait for anything, so that nothing else would get its turn between two rows. */
  private async next(rows: Iterator<SourceRow, undefined>): Promise<SourceRow[]> {
    await setImmediate();
    if (this.reading.signal?.aborted) throw new InterruptedError();
    return this.attempt(() => {
      const chunk: SourceRow[] = [];
      while (chunk.length < chunkRows) {
        const { done, value } = rows.next();
        if (done) break;
        chunk.push(value);
      }
      this.read += chunk.length;
      return chunk;
    });
  }

  private *rowsOf(rows: SqliteRows, { columns, key }: SqliteSelection): Generator<SourceRow, undefined> {
    const { after } = this.reading;
    const keyAt = columns.findIndex(({ name }) => name === key);
    let number = after?.row ?? 0;
    let before: SqliteValue | undefined;
    for (const { cells, cursor, malformed } of rows.after(after?.cursor)) {
      if (keyAt !== -1) {
        if (malformed === undefined && sameKey(before, cells[keyAt]))
          throw this.notUnique(key ?? "", cells[keyAt]);
        before = cells[keyAt];
      }
      if (after && cursor === after.cursor) continue;
      this.cursor = cursor;
      number++;
      const value = Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]]));
      yield malformed === undefined ? { number, value } : { number, value, malformed };
    }
    return undefined;
  }

  private notUnique(key: string, value: RowValue): UnreachableError {
    const message = `${this.file.shown}: the query has several rows whose ${key} is ${shownValue(value)}; its key must be a column that differs in every row`;
    return new UnreachableError("source-key-not-unique", message);
  }

  private async attempt<Result>(step: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await step();
    } catch (cause) {
      if (cause instanceof RunnerError) throw cause;
      const what = this.from.query === undefined ? "" : "; the query is read as SELECT * FROM (...)";
      const message = `cannot read ${this.file.shown}: ${messageOf(cause)}${what}`;
      throw new UnreachableError("source-unreadable", message, { cause });
    }
  }
}

function sameKey(a: SqliteValue | undefined, b: SqliteValue | undefined): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}
