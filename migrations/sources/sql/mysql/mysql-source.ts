import type * as Mysql from "mysql2";
import type { DatabaseAddress } from "../database-address";
import type { DatabaseView } from "../database-dialect";
import { DatabaseSource } from "../database-source";
import type { ChangeLog, WatchedEntity } from "../../change-log";
import { databaseError } from "../database-error";
import { MysqlChangeLog } from "./binlog/mysql-change-log";
import type { ZongJiDriver } from "./binlog/zongji-driver";
import { MysqlConnection, mysqlForm, optionsFor } from "./mysql-connection";
import { mysqlDialect } from "./mysql-dialect";
import type { MysqlDriver } from "./mysql-driver";
import { mysqlFailure } from "./mysql-error";
import type { MysqlColumn } from "./mysql-value";
import { loadDriver } from "../optional-driver";
import type { SchemaTable } from "../../source-schema";
import { mysqlTables } from "./mysql-schema";

/**
 * Rows from the tables and queries of MySQL or MariaDB, through mysql2, which is loaded only here. What the types
 * become is said at `mysqlValue`.
 *
 * @example
 * new MysqlSource(address).rows({ table: "users" })
 * new MysqlSource(address).rows({ query: "SELECT * FROM users WHERE active", key: "id" })
 */
export class MysqlSource extends DatabaseSource<MysqlConnection, MysqlColumn, Buffer> {
  /** @param address of the database, parsed with `mysqlForm` */
  constructor(
    address: DatabaseAddress,
    private readonly loadMysql: () => Promise<MysqlDriver> = loadMysqlDriver,
  ) {
    super(address, mysqlDialect);
  }

  changeLog(watched: readonly WatchedEntity[], _name: string, signal?: AbortSignal): Promise<ChangeLog> {
    const { address } = this;
    const log = new MysqlChangeLog(
      {
        shown: address.shown,
        connect: (view) => this.connect(signal, view),
        loadZongJi: () => loadDriver<ZongJiDriver>("followed mysql", "@vlasky/zongji"),
        // Dates as the server writes them, and moments in UTC, as in a reading.
        settings: { ...optionsFor(address), dateStrings: true, timezone: "Z" },
        explained: (error) => databaseError(error, mysqlFailure(error), address, mysqlForm),
      },
      watched,
    );
    return Promise.resolve(log);
  }

  protected readTables(connection: MysqlConnection): Promise<readonly SchemaTable[]> {
    return mysqlTables(connection);
  }

  protected async connect(signal: AbortSignal | undefined, view: DatabaseView): Promise<MysqlConnection> {
    return MysqlConnection.open(await this.loadMysql(), this.address, signal, view);
  }
}

function loadMysqlDriver(): Promise<MysqlDriver> {
  return loadDriver<typeof Mysql>("mysql", "mysql2");
}
