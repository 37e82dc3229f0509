import { createHash } from "node:crypto";
import type { DatabaseAddress } from "./database-address";
import type { DatabaseConnection, DatabaseDialect, DatabaseView } from "./database-dialect";
import { DatabaseReading } from "./database-reading";
import { DatabaseRowStream } from "./database-rows";
import { DatabaseSelector } from "./database-selection";
import { keyRanges, partsOf } from "./key-range";
import { DatabaseRowLookup } from "./row-lookup";
import type { SchemaTable } from "../source-schema";
import type { RowLookup } from "../change-log";
import type { Reading, RowsFrom, RowStream, Source, SourcePart } from "../source";

/**
 * Rows from the tables and queries of a database server. A reading is one read-only transaction, so that it sees
 * the database as it was at its beginning, whoever writes to it meanwhile. A table is read page by page along its
 * primary key, a query row by row in the order of its key.
 */
export abstract class DatabaseSource<
  Connection extends DatabaseConnection<Cell>,
  Column extends { readonly name: string },
  Cell extends Buffer | string,
> implements Source {
  private readonly selector: DatabaseSelector<Connection, Column, Cell>;

  /** @param address of the database, parsed with the form of its kind */
  constructor(
    protected readonly address: DatabaseAddress,
    dialect: DatabaseDialect<Connection, Column, Cell>,
  ) {
    this.selector = new DatabaseSelector(dialect, address.shown);
  }

  /**
   * Begins a session.
   * @param state of a snapshot; see `Reading.state`. @default the present one
   * @throws UnreachableError, InterruptedError
   */
  protected abstract connect(
    signal: AbortSignal | undefined,
    view: DatabaseView,
    state?: string,
  ): Promise<Connection>;

  /** Its tables, as its catalog describes them. */
  protected abstract readTables(connection: Connection): Promise<readonly SchemaTable[]>;

  async schema(signal?: AbortSignal): Promise<readonly SchemaTable[]> {
    const connection = await this.connect(signal, "snapshot");
    let isIdle = false;
    try {
      const tables = await this.readTables(connection);
      isIdle = true;
      return tables;
    } finally {
      await connection.close(isIdle);
    }
  }

  describe({ table }: RowsFrom): string {
    return table === undefined ? `a query of ${this.address.shown}` : `${this.address.shown} ${table}`;
  }

  /**
   * The columns and the key. The rows of a database in use change all the time: a resumed reading takes the rows that
   * are there then.
   */
  async version(from: RowsFrom): Promise<string> {
    const connection = await this.connect(undefined, "snapshot");
    try {
      const { columns, keys } = (await this.selector.select(connection, from)).form;
      const layout = JSON.stringify([columns, keys.map((key) => key.name)]);
      return `${columns.length} columns, layout ${createHash("sha256").update(layout).digest("hex").slice(0, 12)}`;
    } finally {
      await connection.close(true);
    }
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new DatabaseRowStream((signal) => this.open(from, signal, reading.state), reading);
  }

  /** Ranges of a table's primary key, each to be read in a session of its own. A query is not split. */
  async split(from: RowsFrom, count: number, signal?: AbortSignal): Promise<readonly SourcePart[]> {
    if (from.query !== undefined) return [{ from }];
    const session = await this.open(from, signal);
    let isIdle = false;
    try {
      const ranges = await keyRanges(session.total, count, (after, rows) => session.keyAfter(after, rows));
      isIdle = true;
      return partsOf(from, ranges);
    } finally {
      await session.close(isIdle);
    }
  }

  async lookup(
    from: RowsFrom,
    signal?: AbortSignal,
    itemKeyColumns: readonly string[] = [],
  ): Promise<RowLookup> {
    const connect = () => this.connect(signal, "committed");
    const connection = await connect();
    try {
      const selection = await this.selector.selectLookup(connection, from, itemKeyColumns);
      return new DatabaseRowLookup(connection, selection, connect, this.describe(from));
    } catch (error) {
      await connection.close(false);
      throw error;
    }
  }

  private async open(
    from: RowsFrom,
    signal: AbortSignal | undefined,
    state?: string,
  ): Promise<DatabaseReading<Cell>> {
    const connection = await this.connect(signal, "snapshot", state);
    try {
      const selection = await this.selector.select(connection, from);
      return await DatabaseReading.begin(connection, selection, this.describe(from));
    } catch (error) {
      await connection.close(false);
      throw error;
    }
  }
}
