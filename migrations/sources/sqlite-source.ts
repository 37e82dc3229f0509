import { stat } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { InterruptedError, messageOf, RunnerError, UnreachableError } from "../errors";
import { shown as shownValue } from "../transform/rejection";
import { SourceFile } from "./source-file";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk, SourceRow } from "./source";
import { sqliteCursor, valuesOfCursor } from "./sqlite-cursor";
import {
  loadSqlite,
  SqliteDatabase,
  type SqliteDriver,
  type SqliteRow,
  type SqliteValue,
} from "./sqlite-database";
import { selectRows, type SqliteSelection } from "./sqlite-selection";

/** Rows handed over at a time; each may hold a whole web page. */
const chunkRows = 50;

/**
 * Rows from the tables and queries of a SQLite database, through node-sqlite3-wasm, which is loaded only here.
 * Whole numbers keep their 64 bits, blobs are binary. The database is opened read-only, its write-ahead log is
 * read too, and it must rest meanwhile: one that changes is noticed and refused.
 *
 * @example
 * new SqliteSource("shop.db").rows({ table: "users" })
 * new SqliteSource("shop.db").rows({ query: "SELECT * FROM users WHERE active", key: "id" })
 */
export class SqliteSource implements Source {
  private readonly file: SourceFile;

  /**
   * @param path the database's file
   * @param shownPath the same as a person knows it, for messages. @default path
   */
  constructor(
    path: string,
    shownPath = path,
    private readonly loadDriver: () => Promise<SqliteDriver> = loadSqlite,
  ) {
    this.file = new SourceFile(path, shownPath);
  }

  describe({ table }: RowsFrom): string {
    return table === undefined ? `a query of ${this.file.shown}` : `${this.file.shown} ${table}`;
  }

  /** Size and time of the file and of its write-ahead log, which holds the latest changes. */
  async version(): Promise<string> {
    const log = await stat(`${this.file.path}-wal`).catch(() => undefined);
    const version = await this.file.version();
    return log && log.size > 0 ? `${version}; log ${log.size} bytes, ${log.mtime.toISOString()}` : version;
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new SqliteRowStream(this, this.file, from, this.loadDriver, reading);
  }
}

class SqliteRowStream implements RowStream {
  private read: number;
  /** The place of the last row that was read. */
  private cursor: string | undefined;
  private total: number | undefined;

  constructor(
    private readonly source: SqliteSource,
    private readonly file: SourceFile,
    private readonly from: RowsFrom,
    private readonly loadDriver: () => Promise<SqliteDriver>,
    private readonly reading: Reading,
  ) {
    this.read = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total ? this.read / this.total : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const before = await this.source.version();
    const driver = await this.loadDriver();
    const database = await this.attempt(() => SqliteDatabase.open(driver, this.file.path));
    try {
      const selection = await this.attempt(() => selectRows(database, this.from, this.file.shown));
      this.total = Number((await this.attempt(() => database.all(selection.countSql)))[0]?.["count"]);
      const rows = this.rowsOf(database, selection);
      for (let chunk = await this.next(rows); chunk.length > 0; chunk = await this.next(rows))
        yield { rows: chunk, ...(this.cursor !== undefined && { cursor: this.cursor }) };
    } finally {
      await database.close();
    }
    if ((await this.source.version()) !== before)
      throw new UnreachableError(
        "source-changed",
        `${this.file.shown} changed while it was read; let it rest`,
      );
  }

  /** The driver does not wait for anything, so that nothing else would get its turn between two rows. */
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

  private *rowsOf(database: SqliteDatabase, selection: SqliteSelection): Generator<SourceRow, undefined> {
    const { sql, sqlBehind, cutColumn, placeColumns, addedColumns, key } = selection;
    const { after } = this.reading;
    let number = after?.row ?? 0;
    let before: SqliteValue | undefined;
    const rows =
      after && sqlBehind !== undefined
        ? database.iterate(sqlBehind, valuesOfCursor(after.cursor))
        : database.iterate(sql, []);
    for (const row of rows) {
      const { [cutColumn]: cut } = row;
      if (key !== undefined) {
        if (sameKey(before, row[key])) throw this.notUnique(key, row);
        before = row[key];
      }
      const place = sqliteCursor(placeColumns.map((name) => row[name] ?? null));
      if (after && place === after.cursor) continue;
      // A place that is cut off is none.
      this.cursor = cut === null ? place : undefined;
      number++;
      const value = Object.fromEntries(Object.entries(row).filter(([name]) => !addedColumns.includes(name)));
      const broken = `${String(cut)} holds a text with a NUL character, behind which it cannot be read`;
      yield cut === null ? { number, value } : { number, value, broken };
    }
    return undefined;
  }

  private notUnique(key: string, row: SqliteRow): UnreachableError {
    const message = `${this.file.shown}: the query has several rows whose ${key} is ${shownValue(row[key])}; its key must be a column that differs in every row`;
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
