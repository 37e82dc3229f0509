import type * as Mysql from "mysql2";
import type { DatabaseAddress } from "../database-address";
import type { DatabaseView } from "../database-dialect";
import { DatabaseSource } from "../database-source";
import { MysqlConnection } from "./mysql-connection";
import { mysqlDialect } from "./mysql-dialect";
import type { MysqlDriver } from "./mysql-driver";
import type { MysqlColumn } from "./mysql-value";
import { loadDriver } from "../optional-driver";

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

  protected async connect(signal: AbortSignal | undefined, view: DatabaseView): Promise<MysqlConnection> {
    return MysqlConnection.open(await this.loadMysql(), this.address, signal, view);
  }
}

function loadMysqlDriver(): Promise<MysqlDriver> {
  return loadDriver<typeof Mysql>("mysql", "mysql2");
}
