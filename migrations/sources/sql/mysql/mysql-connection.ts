import { once } from "node:events";
import { connect, isIP } from "node:net";
import { addAbortSignal, type Readable } from "node:stream";
import { InterruptedError } from "../../../errors";
import type { AddressForm, DatabaseAddress } from "../database-address";
import type { DatabaseConnection, DatabaseRow, DatabaseView } from "../database-dialect";
import { databaseError } from "../database-error";
import type { MysqlClient, MysqlDriver, MysqlQuery, MysqlSettings } from "./mysql-driver";
import { mysqlFailure } from "./mysql-error";
import type { MysqlColumn } from "./mysql-value";

type MysqlRow = DatabaseRow<Buffer>;

export interface MysqlResult {
  readonly columns: readonly MysqlColumn[];
  readonly rows: readonly MysqlRow[];
}

/** https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html */
export const mysqlForm: AddressForm = {
  protocols: ["mysql", "mariadb"],
  port: 3306,
  tls: {
    mode: "ssl-mode",
    modes: ["disabled", "required", "verify-ca", "verify-identity"],
    ...{ ca: "ssl-ca", cert: "ssl-cert", key: "ssl-key" },
  },
};

/** Rows that the server may send before they are asked for. */
const rowsAhead = 100;
const day = 24 * 60 * 60;

/**
 * Moments in UTC; no end to a query or a connection that waits for a slow writer; keys compared in their whole
 * length. The comments are read by MariaDB alone and by MySQL alone, which have different names for the same.
 */
const sessionSettings = `SET SESSION time_zone = '+00:00', net_write_timeout = ${day}, wait_timeout = ${day},
  max_sort_length = 4096 /*M!100200 , max_statement_time = 0 */ /*!50708 , max_execution_time = 0 */`;

/** What follows the settings: one transaction for the whole session, or one for each statement. */
const transactionOf: Readonly<Record<DatabaseView, readonly string[]>> = {
  snapshot: [
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
  ],
  committed: [
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY",
    "SET SESSION autocommit = 1",
  ],
};

export class MysqlConnection implements DatabaseConnection<Buffer> {
  private lost: Error | undefined;
  private streamed: Readable | undefined;

  private constructor(
    private readonly connection: MysqlClient,
    private readonly address: DatabaseAddress,
    private readonly signal: AbortSignal | undefined,
  ) {
    connection.on("error", (error: Error) => {
      this.lost = error;
      // The driver tells of a lost connection only whoever waits with a callback.
      this.streamed?.destroy(error);
    });
    signal?.addEventListener("abort", this.abort);
  }

  /** @throws UnreachableError */
  static async open(
    driver: MysqlDriver,
    address: DatabaseAddress,
    signal: AbortSignal | undefined,
    view: DatabaseView = "snapshot",
  ): Promise<MysqlConnection> {
    const connection = new MysqlConnection(driver.createConnection(optionsFor(address)), address, signal);
    try {
      await connection.connected();
      await connection.query(sessionSettings);
      for (const statement of transactionOf[view]) await connection.query(statement);
      return connection;
    } catch (error) {
      await connection.close(false);
      throw error;
    }
  }

  query(sql: string): Promise<MysqlResult> {
    return new Promise((resolve, reject) => {
      // The driver never settles a query whose connection was destroyed.
      const aborted = () => reject(new InterruptedError());
      this.signal?.addEventListener("abort", aborted, { once: true });
      this.connection.query(rawQuery(sql), (error, rows, columns) => {
        this.signal?.removeEventListener("abort", aborted);
        if (error) reject(this.explained(error));
        else resolve({ rows: rows as MysqlRow[], columns: (columns ?? []) as MysqlColumn[] });
      });
    });
  }

  async *stream(sql: string): AsyncGenerator<MysqlRow> {
    const rows = this.connection.query(rawQuery(sql)).stream({ highWaterMark: rowsAhead });
    if (this.signal) addAbortSignal(this.signal, rows);
    this.streamed = rows;
    try {
      for await (const row of rows) yield row as MysqlRow;
    } catch (error) {
      throw this.explained(error as Error);
    }
  }

  async close(isIdle: boolean): Promise<void> {
    this.signal?.removeEventListener("abort", this.abort);
    if (isIdle && !this.lost) await new Promise((resolve) => this.connection.end(resolve));
    else this.connection.destroy();
  }

  private async connected(): Promise<void> {
    try {
      await once(this.connection, "connect", { signal: this.signal });
    } catch (error) {
      throw this.explained(error as Error);
    }
  }

  private readonly abort = (): void => {
    this.connection.destroy();
  };

  private explained(error: Error): Error {
    if (this.signal?.aborted) return new InterruptedError();
    return databaseError(error, mysqlFailure(error), this.address, mysqlForm);
  }
}

/** Cells as bytes, so that nothing is lost in the driver's own types. */
function rawQuery(sql: string): MysqlQuery {
  return { sql, rowsAsArray: true, typeCast: false };
}

/** The settings of a connection to an address. */
export function optionsFor({ user, password, database, tls, ...address }: DatabaseAddress): MysqlSettings {
  const { isTrusted, isIdentified, ...files } = tls ?? { isTrusted: false, isIdentified: false };
  const ssl = { rejectUnauthorized: isTrusted, verifyIdentity: isIdentified, ...files };
  return {
    ...{ user, password, database, charset: "utf8mb4", connectTimeout: 10_000 },
    ...(isIdentified ? identifiedAddress(address) : { host: address.host, port: address.port }),
    ...(tls && { ssl }),
  };
}

/**
 * The driver passes no IP address to the certificate check, which then compares with `localhost`. With a trailing dot
 * the address counts as a name, and Node.js removes the dot before it compares it with the certificate.
 */
function identifiedAddress({ host, port }: Pick<DatabaseAddress, "host" | "port">): MysqlSettings {
  if (isIP(host) === 0) return { host, port };
  const stream = () => connect({ host, port, noDelay: true, keepAlive: true });
  return { host: `${host}.`, port, stream };
}
