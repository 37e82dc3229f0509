import type { EventEmitter } from "node:events";
import type { Duplex, Readable } from "node:stream";

/** As much of mysql2 as is needed here; its own types are not, so that it need not be installed. */
export interface MysqlDriver {
  /** Starts to connect. */
  createConnection(settings: MysqlSettings): MysqlClient;
}

/** How mysql2 connects. */
export interface MysqlSettings {
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  database?: string;
  charset?: string;
  connectTimeout?: number;
  ssl?: { rejectUnauthorized: boolean; verifyIdentity: boolean };
  /** Makes the connection to the server. @default a TCP connection to host and port */
  stream?: () => Duplex;
}

/** A connection of mysql2. */
export interface MysqlClient extends EventEmitter {
  /** Runs a query: with `done`, all rows at once; without, `stream` reads them. */
  query(
    query: MysqlQuery,
    done?: (error: Error | null, rows: unknown, columns: unknown) => void,
  ): MysqlResultStream;
  /** Closes the connection after the queries that are running. */
  end(done: (error?: unknown) => void): void;
  /** Closes the connection at once. */
  destroy(): void;
}

/** The rows of a query. */
export interface MysqlResultStream {
  /** @param settings with the number of rows that are read ahead */
  stream(settings: { highWaterMark: number }): Readable;
}

/** A query whose rows are lists of cells, each cell as the bytes that the server sends. */
export interface MysqlQuery {
  sql: string;
  rowsAsArray: boolean;
  typeCast: boolean;
}
