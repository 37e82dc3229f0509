import { createHash } from "node:crypto";
import type { DatabaseAddress } from "./database-address";
import { type DatabaseReading, DatabaseRowStream } from "./database-rows";
import { MysqlConnection, type MysqlDriver } from "./mysql-connection";
import { MysqlReading } from "./mysql-reading";
import { selectFrom } from "./mysql-selection";
import { loadDriver } from "./optional-driver";
import type { Reading, RowsFrom, RowStream, Source } from "./source";

/**
 * Rows from the tables and queries of MySQL or MariaDB, through mysql2, which is loaded only here. A reading is
 * one read-only transaction, so that it sees the database as it was at its beginning, whoever writes to it
 * meanwhile. A table is read page by page along its primary key, a query row by row in the order of its key.
 * What the types become is said at `mysqlValue`.
 *
 * @example
 * new MysqlSource(address).rows({ table: "users" })
 * new MysqlSource(address).rows({ query: "SELECT * FROM users WHERE active", key: "id" })
 */
export class MysqlSource implements Source {
  constructor(
    private readonly address: DatabaseAddress,
    private readonly loadMysql = () => loadDriver<MysqlDriver>("mysql", "mysql2", () => import("mysql2")),
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
      return await MysqlReading.begin(connection, selection, this.describe(from));
    } catch (error) {
      await connection.close(false);
      throw error;
    }
  }

  private async connect(signal: AbortSignal | undefined): Promise<MysqlConnection> {
    return MysqlConnection.open(await this.loadMysql(), this.address, signal);
  }
}
