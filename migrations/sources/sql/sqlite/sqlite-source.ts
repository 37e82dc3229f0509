import { setImmediate } from "node:timers/promises";
import { InterruptedError, messageOf, RunnerError, UnreachableError } from "../../../errors";
import { shown as shownValue } from "../../../items/rejection";
import type { RowValue } from "../../../items/row";
import { SourceFile } from "../../../files/source-file";
import type {
  Reading,
  RowOrigin,
  RowsFrom,
  RowStream,
  Source,
  SourceChunk,
  SourcePart,
  SourceRow,
} from "../../source";
import type { KeyedRows } from "../../change-log";
import type { SqliteConnection, SqliteDriver, SqliteValue } from "./sqlite-connection";
import { loadSqliteDriver } from "./sqlite-driver";
import { rowOf } from "./sqlite-row";
import { SqliteRowLookup } from "./sqlite-row-lookup";
import { type CheckedRow, SqliteRows } from "./sqlite-rows";
import { SqliteVersions } from "./sqlite-version";
import type { Comparison } from "../../../files/comparison";
import type { SchemaTable } from "../../source-schema";
import { sqliteTables } from "./sqlite-schema";
import { keyRanges, parseKeyRange, partsOf } from "../key-range";
import { sqliteCursor, valuesOfCursor } from "./sqlite-cursor";
import { countOf, placesOf, selectRows } from "./sqlite-selection";

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
    return new SqliteRowStream(this.file, from, this.loadDriver, reading, (signal) =>
      this.refuseChanged(reading, signal),
    );
  }

  /** Ranges of a table's row ids, or of its primary key if it has none. A query is not split. */
  async split(from: RowsFrom, count: number): Promise<readonly SourcePart[]> {
    if (from.query !== undefined) return [{ from }];
    const ranges = await this.withConnection((connection) => {
      const selection = selectRows(connection, from, this.file.shown);
      if (selection.upToKey === undefined) return [];
      const placeAfter = (cursor: string | undefined, rows: number): string | undefined => {
        const values = cursor === undefined ? [] : valuesOfCursor(cursor);
        const sql = `${placesOf(selection, cursor !== undefined)} LIMIT 1 OFFSET ${rows - 1}`;
        const [place] = connection.rows(sql, values);
        return place && sqliteCursor(place);
      };
      const total = Number([...connection.rows(countOf(selection))][0]?.[0]);
      return keyRanges(total, count, placeAfter);
    });
    return partsOf(from, ranges);
  }

  /** Ranges are read one by one, each as it is then. */
  private async refuseChanged(
    { range, version, mayChange }: Reading,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (range === undefined || version === undefined || mayChange) return;
    const comparison = await this.attempt(() => this.versions.compare(version, signal));
    if (comparison.kind !== "changed") return;
    throw new UnreachableError(
      "source-changed",
      `${this.file.shown} has changed since it was split: ${comparison.reason}; read a copy (sqlite3 '${this.file.shown}' "VACUUM INTO 'copy.db'"), and start over with --no-resume`,
    );
  }

  schema(): Promise<readonly SchemaTable[]> {
    return this.withConnection(sqliteTables);
  }

  async rowsByKey(from: RowsFrom): Promise<KeyedRows | undefined> {
    const selection = await this.withConnection((connection) =>
      selectRows(connection, from, this.file.shown),
    );
    if (selection.keyColumns.length === 0) return undefined;
    const withConnection = <Result>(step: (connection: SqliteConnection) => Result) =>
      this.withConnection(step);
    return new SqliteRowLookup({ selection, withConnection, shown: this.describe(from) });
  }

  private async withConnection<Result>(
    step: (connection: SqliteConnection) => Result | Promise<Result>,
  ): Promise<Result> {
    await this.file.mustBeFile();
    const driver = await this.loadDriver();
    return this.attempt(async () => {
      const connection = await driver.open(this.file.path, this.file.shown);
      try {
        const result = await step(connection);
        connection.check();
        return result;
      } finally {
        await connection.close();
      }
    });
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
  private hasRow = false;
  private keyBefore: SqliteValue | undefined;
  private total: number | undefined;
  origin: RowOrigin | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly from: RowsFrom,
    private readonly loadDriver: () => SqliteDriver | Promise<SqliteDriver>,
    private readonly reading: Reading,
    private readonly refuseChanged: (signal: AbortSignal | undefined) => Promise<void>,
  ) {
    this.read = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total ? this.read / this.total : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    await this.file.mustBeFile();
    const { signal } = this.reading;
    await this.refuseChanged(signal);
    const range = this.reading.range === undefined ? undefined : parseKeyRange(this.reading.range);
    const { path, shown } = this.file;
    const driver = await this.loadDriver();
    const connection = await this.attempt(() => driver.open(path, shown));
    try {
      const selection = await this.attempt(() => selectRows(connection, this.from, shown));
      this.origin = { keyColumns: selection.keyColumns };
      this.total =
        range?.rows ?? (await this.attempt(() => Number([...connection.rows(countOf(selection))][0]?.[0])));
      const reader = new SqliteRows(connection, selection, chunkRows, range?.upTo);
      const chunks = reader.after(this.reading.after?.cursor ?? range?.after);
      const names = selection.columns.map(({ name }) => name);
      for (let chunk = await this.next(chunks); chunk; chunk = await this.next(chunks)) {
        const rows = this.rowsOf(chunk, reader, names, selection.key);
        const cursor = reader.cursorOf(chunk.at(-1) as CheckedRow);
        connection.check();
        if (rows.length > 0) yield { rows, ...(cursor !== undefined && { cursor }) };
      }
      connection.check();
      await this.refuseChanged(signal);
    } finally {
      await connection.close();
    }
  }

  /** The drivers do not wait for anything, so that nothing else would get its turn between two chunks. */
  private async next(chunks: Iterator<CheckedRow[], undefined>): Promise<CheckedRow[] | undefined> {
    await setImmediate();
    if (this.reading.signal?.aborted) throw new InterruptedError();
    return this.attempt(() => chunks.next().value);
  }

  private rowsOf(
    chunk: readonly CheckedRow[],
    reader: SqliteRows,
    names: readonly string[],
    key: string | undefined,
  ): SourceRow[] {
    const { after } = this.reading;
    const keyAt = key === undefined ? -1 : names.indexOf(key);
    const rows: SourceRow[] = [];
    for (const row of chunk) {
      const { cells, malformed } = row;
      if (keyAt !== -1) {
        if (malformed === undefined && sameKey(this.keyBefore, cells[keyAt]))
          throw this.notUnique(key ?? "", cells[keyAt]);
        this.keyBefore = cells[keyAt];
      }
      // Of a query, the row that the reading resumes from comes again, as the first one.
      const isAgain = after !== undefined && !this.hasRow && reader.cursorOf(row) === after.cursor;
      this.hasRow = true;
      if (isAgain) continue;
      const [number, value] = [++this.read, rowOf(names, cells)];
      rows.push(malformed === undefined ? { number, value } : { number, value, malformed });
    }
    return rows;
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
