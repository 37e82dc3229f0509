import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll } from "vitest";
import { Client } from "pg";
import type {
  ChangeLog,
  LogStep,
  RowChange,
  WatchedEntity,
} from "../../../../../../migrations/sources/change-log";
import { DatabaseAddress } from "../../../../../../migrations/sources/sql/database-address";
import { postgresForm } from "../../../../../../migrations/sources/sql/postgres/postgres-connection";
import type { ReplicationPacing } from "../../../../../../migrations/sources/sql/postgres/replication/replication-context";
import { PostgresSource } from "../../../../../../migrations/sources/sql/postgres/postgres-source";
import type { DatabaseServer, RunningDatabase } from "../../../../../emulators/database-server";

/** Rows of a result, by the names of its columns. */
type Found = Record<string, string | number | null>;

/** A server whose changes can be followed, and logs that read them. */
export class ChangeLogAtTest {
  private running!: RunningDatabase;
  private readonly clients: Client[] = [];
  private readonly logs: ChangeLog[] = [];
  private readonly readers: AbortController[] = [];

  private constructor() {}

  static of(server: DatabaseServer): ChangeLogAtTest {
    const database = new ChangeLogAtTest();
    beforeAll(async () => {
      database.running = await server.start(undefined, true);
    });
    afterEach(() => database.clear());
    afterAll(() => database.running.stop());
    return database;
  }

  get url(): string {
    return this.running.url;
  }

  /** @param user `name:password` instead of the tests' own */
  source(user?: string): PostgresSource {
    const url = user === undefined ? this.url : this.url.replace(/\/\/[^@]+@/, `//${user}@`);
    return new PostgresSource(DatabaseAddress.parse(url, postgresForm, "."));
  }

  /** Makes these tables, and a log of their changes, or of these entities. */
  async log(
    tables: readonly string[] | readonly WatchedEntity[],
    name = "test",
    user?: string,
    pacing: Partial<ReplicationPacing> = {},
  ): Promise<ChangeLog> {
    const watched = tables.map((table): WatchedEntity =>
      typeof table === "string" ? { entity: table, from: { table } } : table,
    );
    const log = await this.source(user).changeLog(watched, name, undefined, pacing);
    this.logs.push(log);
    return log;
  }

  async query(...statements: readonly string[]): Promise<void> {
    await this.running.query(...statements);
  }

  /** A connection of its own, for a transaction. */
  async client(): Promise<Client> {
    const client = new Client(this.url);
    client.on("error", () => {});
    await client.connect();
    this.clients.push(client);
    return client;
  }

  async rows(sql: string): Promise<readonly Found[]> {
    const client = await this.client();
    return (await client.query<Found>(sql)).rows;
  }

  /** Reads steps from a position until they satisfy a condition, and stops. */
  async read(
    log: ChangeLog,
    from: string,
    isEnough: (steps: readonly LogStep[]) => boolean,
    except?: ReadonlySet<string>,
  ): Promise<LogStep[]> {
    const stop = new AbortController();
    this.readers.push(stop);
    const steps: LogStep[] = [];
    for await (const step of log.changes(from, stop.signal, except)) {
      steps.push(step);
      if (isEnough(steps)) break;
    }
    stop.abort();
    return steps;
  }

  /** Steps until the log fails, and its error. */
  async untilFailure(log: ChangeLog, from: string) {
    const steps: LogStep[] = [];
    const error: unknown = await this.read(log, from, (some) => {
      steps.splice(0, steps.length, ...some);
      return false;
    }).catch((failure: unknown) => failure);
    return { changes: shortly(changesIn(steps)), error, steps };
  }

  /** Everything that was committed up to now. */
  async readAll(log: ChangeLog, from: string): Promise<LogStep[]> {
    const end = await log.end();
    return this.read(log, from, (steps) => {
      const { position } = steps.at(-1) as LogStep;
      return position !== undefined && log.isReached(position, end);
    });
  }

  async changesOf(log: ChangeLog, from: string): Promise<RowChange[]> {
    return changesIn(await this.readAll(log, from));
  }

  private async clear(): Promise<void> {
    for (const reader of this.readers.splice(0)) reader.abort();
    for (const log of this.logs.splice(0)) await log.close();
    for (const client of this.clients.splice(0)) await client.end().catch(() => undefined);
    await this.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'dynamodb-migrate'",
      "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots",
      "DO $$ DECLARE p name; BEGIN FOR p IN SELECT pubname FROM pg_publication LOOP EXECUTE format('DROP PUBLICATION %I', p); END LOOP; END $$",
      "DROP SCHEMA public CASCADE",
      "CREATE SCHEMA public",
    );
  }
}

export function changesIn(steps: readonly LogStep[]): RowChange[] {
  return steps.flatMap(({ changes }) => changes);
}

/** Kind and key of each change: `insert ["7"]`. */
export function shortly(changes: readonly RowChange[]): string[] {
  return changes.map(({ kind, key }) => `${kind} ${key}`);
}

/** Waits for a condition, for at most a minute. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error("the condition did not hold within a minute");
}
