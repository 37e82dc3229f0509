import { createHash } from "node:crypto";
import type Pg from "pg";
import type { DatabaseAddress } from "./database-address";
import { type DatabaseReading, DatabaseRowStream } from "./database-rows";
import { loadDriver } from "./optional-driver";
import { PostgresConnection, type PostgresDriver } from "./postgres-connection";
import { PostgresReading } from "./postgres-reading";
import { selectFrom } from "./postgres-selection";
import type { Reading, RowsFrom, RowStream, Source } from "./source";

/**
 * Rows from the tables and queries of PostgreSQL, through pg and pg-query-stream, which are loaded only here. A
 * reading is one read-only transaction, so that it sees the database as it was at its beginning, whoever writes to
 * it meanwhile. A table is read page by page along its primary key, a query row by row in the order of its key.
 * What the types become is said at `decoderOf`.
 *
 * @example
 * new PostgresSource(address).rows({ table: "users" })
 * new PostgresSource(address).rows({ query: "SELECT * FROM users WHERE active", key: "id" })
 */
export class PostgresSource implements Source {
  /** @param address of the database, parsed with `postgresForm` */
  constructor(
    private readonly address: DatabaseAddress,
    private readonly loadPostgres: () => Promise<PostgresDriver> = loadPostgresDriver,
  ) {}

  describe({ table }: RowsFrom): string {
    return table === undefined ? `a query of ${this.address.shown}` : `${this.address.shown} ${table}`;
  }

  /**
   * The columns and the key. The rows of a database that is in use change all the time: behind its cursor a
   * reading goes on with what is there then.
   */
  async version(from: RowsFrom): Promise<string> {
    const connection = await this.connect(undefined);
    try {
      const { columns, keys } = await selectFrom(connection, from, this.address.shown);
      const layout = JSON.stringify([columns, keys.map((key) => key.name)]);
      return `${columns.length} columns, layout ${createHash("sha256").update(layout).digest("hex").slice(0, 12)}`;
    } finally {
      await connection.close(true);
    }
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new DatabaseRowStream((signal) => this.open(from, signal), reading);
  }

  private async open(from: RowsFrom, signal: AbortSignal | undefined): Promise<DatabaseReading> {
    const connection = await this.connect(signal);
    try {
      const selection = await selectFrom(connection, from, this.address.shown);
      return await PostgresReading.begin(connection, selection, this.describe(from));
    } catch (error) {
      await connection.close(false);
      throw error;
    }
  }

  private async connect(signal: AbortSignal | undefined): Promise<PostgresConnection> {
    return PostgresConnection.open(await this.loadPostgres(), this.address, signal);
  }
}

async function loadPostgresDriver(): Promise<PostgresDriver> {
  const pg = await loadDriver<typeof Pg>("postgres", "pg", () => import("pg"));
  const load = () => import("pg-query-stream");
  const QueryStream = await loadDriver<PostgresDriver["QueryStream"]>("postgres", "pg-query-stream", load);
  const { arrayParser } = pg.types as unknown as {
    arrayParser: { create(text: string, decode: (member: string) => unknown): { parse(): unknown[] } };
  };
  return {
    ...{ Client: pg.Client, QueryStream },
    parseArray: (text, decode) => arrayParser.create(text, decode).parse(),
  };
}
