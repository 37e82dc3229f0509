import type { Readable } from "node:stream";
import { InterruptedError } from "../../../errors";
import type { AddressForm, DatabaseAddress } from "../database-address";
import type { DatabaseConnection, DatabaseRow } from "../database-dialect";
import { databaseError } from "../database-error";
import type { PostgresClient, PostgresDriver, PostgresField, PostgresSettings } from "./postgres-driver";
import { postgresFailure } from "./postgres-error";

type PostgresRow = DatabaseRow<string>;

export interface PostgresResult {
  readonly columns: readonly PostgresField[];
  readonly rows: readonly PostgresRow[];
}

/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS */
export const postgresForm: AddressForm = {
  protocols: ["postgres", "postgresql"],
  port: 5432,
  options: { row_security: ["off", "on"] },
  tls: {
    mode: "sslmode",
    modes: ["disable", "require", "verify-ca", "verify-full"],
    ...{ ca: "sslrootcert", cert: "sslcert", key: "sslkey" },
  },
};

/** Rows that are fetched at a time. */
const rowsAhead = 100;

/** Forms of text that lose nothing and do not depend on the server's settings. */
export const textSettings = [
  "timezone = 'UTC'",
  "datestyle = 'ISO, MDY'",
  "intervalstyle = 'iso_8601'",
  "bytea_output = 'hex'",
  "extra_float_digits = 3",
];

/**
 * One snapshot, and no end to a query or a transaction that waits for a slow writer. Within the transaction, so that it
 * works through a pooler, too.
 */
const sessionSettings = [
  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
  ...textSettings.map((setting) => `SET LOCAL ${setting}`),
  "SET LOCAL statement_timeout = 0",
  "SET LOCAL idle_in_transaction_session_timeout = 0",
];

/** Policies hide rows from a user silently; with `row_security` off, the server refuses instead. */
function settingsFor(address: DatabaseAddress): string {
  const rowSecurity = address.options.get("row_security") ?? "off";
  return [...sessionSettings, `SET LOCAL row_security = ${rowSecurity}`].join("; ");
}

/** A session in which every statement sees what is committed by then, and that cannot write. */
export function committedSettings(address: DatabaseAddress): string {
  const rowSecurity = address.options.get("row_security") ?? "off";
  const settings = [...textSettings, "default_transaction_read_only = on", "statement_timeout = 0"];
  return [...settings, `row_security = ${rowSecurity}`].map((setting) => `SET SESSION ${setting}`).join("; ");
}

/** Cells as the text that the server sends, so that nothing is lost in the driver's own types. */
const asText = { getTypeParser: () => (text: string) => text };

export class PostgresConnection implements DatabaseConnection<string> {
  private streamed: Readable | undefined;

  private constructor(
    readonly driver: PostgresDriver,
    private readonly client: PostgresClient,
    private readonly address: DatabaseAddress,
    private readonly signal: AbortSignal | undefined,
  ) {
    // A query that waits for a response gets this error by itself, a stream does not.
    client.on("error", (error) => this.streamed?.emit("error", error));
    signal?.addEventListener("abort", this.hangUp);
  }

  /**
   * @param settings statements that start the session. @default one snapshot, in a transaction
   * @throws UnreachableError
   */
  static async open(
    driver: PostgresDriver,
    address: DatabaseAddress,
    signal: AbortSignal | undefined,
    settings = settingsFor(address),
  ): Promise<PostgresConnection> {
    const client = new driver.Client(optionsFor(address));
    const connection = new PostgresConnection(driver, client, address, signal);
    try {
      await connection.explaining(() => client.connect());
      await connection.explaining(() => client.query(settings));
      return connection;
    } catch (error) {
      await connection.close(false);
      throw error;
    }
  }

  async query(text: string, values: readonly string[] = []): Promise<PostgresResult> {
    const settings = { text, values: [...values], rowMode: "array" as const, types: asText };
    const { rows, fields } = await this.explaining(() => this.client.query(settings));
    return { rows, columns: fields };
  }

  /** @param batchSize rows that are fetched at a time */
  async *stream(text: string, values: readonly string[], batchSize = rowsAhead): AsyncGenerator<PostgresRow> {
    const settings = { rowMode: "array" as const, types: asText, batchSize };
    const rows = this.client.query(new this.driver.QueryStream(text, [...values], settings));
    // Not destroyed, which would wait for the server to say good-bye.
    rows.on("error", () => {});
    this.streamed = rows;
    try {
      for await (const row of rows) yield row as PostgresRow;
    } catch (error) {
      throw this.explained(error);
    } finally {
      this.streamed = undefined;
    }
  }

  async close(isIdle: boolean): Promise<void> {
    this.signal?.removeEventListener("abort", this.hangUp);
    if (isIdle) await this.client.end();
    else this.hangUp();
  }

  private readonly hangUp = (): void => {
    const { connection } = this.client as unknown as { connection: { stream: { destroy(): void } } };
    connection.stream.destroy();
    this.streamed?.emit("error", new InterruptedError());
  };

  private async explaining<Result>(step: () => Promise<Result>): Promise<Result> {
    try {
      return await step();
    } catch (error) {
      throw this.explained(error);
    }
  }

  private explained(error: unknown): Error {
    if (this.signal?.aborted) return new InterruptedError();
    return databaseError(error, postgresFailure(error), this.address, postgresForm);
  }
}

function optionsFor({ host, port, user, password, database, tls }: DatabaseAddress): PostgresSettings {
  const { isTrusted, isIdentified, ...files } = tls ?? { isTrusted: false, isIdentified: false };
  const anyName = isIdentified ? {} : { checkServerIdentity: () => undefined };
  return {
    ...{ host, port, user, password, database, connectionTimeoutMillis: 10_000 },
    // A session that holds a snapshot is silent for hours, and networks of AWS forget connections after 350 s.
    ...{ keepAlive: true, keepAliveInitialDelayMillis: 60_000 },
    application_name: "dynamodb-migrate",
    ssl: tls ? { rejectUnauthorized: isTrusted, ...anyName, ...files } : false,
  };
}
