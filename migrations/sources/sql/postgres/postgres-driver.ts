import type { Readable } from "node:stream";
import type { ParseArray } from "./postgres-value";

/** As much of pg and pg-query-stream as is needed here; their own types are not, so that they need not be installed. */
export interface PostgresDriver {
  /** pg's. */
  readonly Client: new (settings: PostgresSettings) => PostgresClient;
  /** Takes apart the text of an array. */
  readonly parseArray: ParseArray;
  /** That of pg-query-stream. */
  readonly QueryStream: new (text: string, values: string[], settings: PostgresRows) => Readable;
}

/** How pg connects. */
export interface PostgresSettings {
  host: string;
  port: number;
  user?: string | undefined;
  password?: string | undefined;
  database?: string | undefined;
  connectionTimeoutMillis: number;
  keepAlive: boolean;
  keepAliveInitialDelayMillis: number;
  application_name: string;
  ssl: false | PostgresTls;
}

/** How a connection is encrypted. */
export interface PostgresTls {
  rejectUnauthorized: boolean;
  /** Accepts any name in the certificate, if given. */
  checkServerIdentity?: () => undefined;
}

/** A connection of pg. */
export interface PostgresClient {
  /** Listens for a lost connection. */
  on(event: "error", listener: (error: Error) => void): unknown;
  /** Connects to the server. */
  connect(): Promise<unknown>;
  /** Runs a statement. */
  query(text: string): Promise<unknown>;
  /** Starts to read the rows of a pg-query-stream. */
  query(rows: Readable): Readable;
  /** Reads all rows of a query. */
  query(settings: { text: string; values: string[] } & PostgresRows): Promise<PostgresRowsRead>;
  /** Closes the connection. */
  end(): Promise<void>;
}

/** Rows as lists of cells, each cell as the text that the server sends. */
export interface PostgresRows {
  rowMode: "array";
  types: PostgresTypes;
  batchSize?: number;
}

/** How cells are parsed. */
export interface PostgresTypes {
  /** @returns a parser that keeps the text */
  getTypeParser: () => (text: string) => string;
}

/** Rows that pg returns from one read of a cursor, with their fields. */
export interface PostgresRowsRead {
  readonly rows: (string | null)[][];
  readonly fields: readonly PostgresField[];
}

/** A column of a result. */
export interface PostgresField {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}
