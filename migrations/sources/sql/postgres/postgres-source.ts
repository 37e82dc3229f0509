import type Pg from "pg";
import type PgQueryStream from "pg-query-stream";
import type { WatchedEntity } from "../../change-log";
import type { DatabaseAddress } from "../database-address";
import type { DatabaseView } from "../database-dialect";
import { DatabaseSource } from "../database-source";
import { loadDriver } from "../optional-driver";
import type { HeldState } from "../../source";
import type { SchemaTable } from "../../source-schema";
import { exportSnapshot, importSnapshot } from "./shared-snapshot";
import { postgresTables } from "./postgres-schema";
import { committedSettings, PostgresConnection } from "./postgres-connection";
import { type PostgresColumn, postgresDialect } from "./postgres-dialect";
import type { PostgresDriver } from "./postgres-driver";
import { PostgresChangeLog } from "./replication/postgres-change-log";
import type { ReplicationPacing } from "./replication/replication-context";

/**
 * Rows from the tables and queries of PostgreSQL, through pg and pg-query-stream, which are loaded only here. What
 * the types become is said at `decoderOf`.
 *
 * @example
 * new PostgresSource(address).rows({ table: "users" })
 * new PostgresSource(address).rows({ query: "SELECT * FROM users WHERE active", key: "id" })
 */
export class PostgresSource extends DatabaseSource<PostgresConnection, PostgresColumn, string> {
  /** @param address of the database, parsed with `postgresForm` */
  constructor(
    address: DatabaseAddress,
    private readonly loadPostgres: () => Promise<PostgresDriver> = loadPostgresDriver,
  ) {
    super(address, postgresDialect);
  }

  /** @param pacing for tests */
  async changeLog(
    watched: readonly WatchedEntity[],
    name: string,
    signal?: AbortSignal,
    pacing: Partial<ReplicationPacing> = {},
  ): Promise<PostgresChangeLog> {
    const driver = await this.loadPostgres();
    return PostgresChangeLog.open(driver, this.address, { watched, name, signal, pacing });
  }

  async hold(): Promise<HeldState | undefined> {
    return exportSnapshot(await this.connect(undefined, "snapshot"));
  }

  protected readTables(connection: PostgresConnection): Promise<readonly SchemaTable[]> {
    return postgresTables(connection);
  }

  protected async connect(
    signal: AbortSignal | undefined,
    view: DatabaseView,
    state?: string,
  ): Promise<PostgresConnection> {
    const settings = view === "committed" ? committedSettings(this.address) : undefined;
    const driver = await this.loadPostgres();
    const connection = await PostgresConnection.open(driver, this.address, signal, settings);
    if (state !== undefined) await importSnapshot(connection, state, this.address.shown);
    return connection;
  }
}

/** Loads pg and pg-query-stream. @throws UnreachableError if one of them is not installed */
export async function loadPostgresDriver(): Promise<PostgresDriver> {
  const pg = await loadDriver<typeof Pg>("postgres", "pg");
  const QueryStream = await loadDriver<typeof PgQueryStream>("postgres", "pg-query-stream");
  const { arrayParser } = pg.types as unknown as {
    arrayParser: { create(text: string, decode: (member: string) => unknown): { parse(): unknown[] } };
  };
  return {
    ...{ Client: pg.Client, QueryStream },
    parseArray: (text, decode) => arrayParser.create(text, decode).parse(),
  };
}
