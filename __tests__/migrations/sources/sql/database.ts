import { afterAll, beforeAll } from "vitest";
import { type AddressForm, DatabaseAddress } from "../../../../migrations/sources/sql/database-address";
import { mysqlForm } from "../../../../migrations/sources/sql/mysql/mysql-connection";
import { MysqlSource } from "../../../../migrations/sources/sql/mysql/mysql-source";
import { loadDriver } from "../../../../migrations/sources/sql/optional-driver";
import { postgresForm } from "../../../../migrations/sources/sql/postgres/postgres-connection";
import { PostgresSource } from "../../../../migrations/sources/sql/postgres/postgres-source";
import type { Source } from "../../../../migrations/sources/source";
import type { DatabaseServer, RunningDatabase } from "../../../emulators/database-server";

/** How one kind of database is written to by a test that is the same for each kind. */
export interface DatabaseKind {
  readonly form: AddressForm;
  readonly open: (address: DatabaseAddress) => Source;
  /** A source that finds no driver, and what the driver is called. */
  readonly withoutDriver: (address: DatabaseAddress, cause: Error) => Source;
  readonly driver: string;
  /** Leaves a database with nothing in it. */
  readonly clear: readonly string[];
  /** Makes `big (id, filling)`, whose ids count from 1. */
  readonly big: (rows: number, bytes: number) => readonly string[];
  readonly nextNumber: string;
  /** Ends the connections of sources. */
  readonly hangUp: string;
  /** A query that takes 20 seconds. */
  readonly slow: string;
  /** A text as SQL, whatever its letters. */
  readonly text: (value: string) => string;
  /** Adds a row to `t`, unless its key is there. */
  readonly add: (row: string) => string;
  /** A moment with six digits of a second. */
  readonly moment: string;
}

export const mysqlKind: DatabaseKind = {
  form: mysqlForm,
  open: (address) => new MysqlSource(address),
  withoutDriver: (address, cause) =>
    new MysqlSource(address, () => loadDriver("mysql", "mysql2", () => Promise.reject(cause))),
  driver: "mysql2",
  clear: ["DROP DATABASE IF EXISTS shop", "CREATE DATABASE shop", "USE shop"],
  big: (rows, bytes) => [
    "CREATE TABLE big (id INT PRIMARY KEY, filling LONGTEXT)",
    `INSERT INTO big SELECT seq, REPEAT('x', ${bytes}) FROM seq_1_to_${rows}`,
  ],
  nextNumber: "NEXTVAL(counter)",
  hangUp: "KILL CONNECTION USER tester",
  slow: "SELECT SLEEP(20) AS id",
  text: (value) => `CONVERT(x'${hex(value)}' USING utf8mb4)`,
  add: (row) => `INSERT IGNORE INTO t VALUES (${row})`,
  moment: "DATETIME(6)",
};

export const postgresKind: DatabaseKind = {
  form: postgresForm,
  open: (address) => new PostgresSource(address),
  withoutDriver: (address, cause) =>
    new PostgresSource(address, () => loadDriver("postgres", "pg", () => Promise.reject(cause))),
  driver: "pg",
  clear: ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"],
  big: (rows, bytes) => [
    "CREATE TABLE big (id int PRIMARY KEY, filling text)",
    `INSERT INTO big SELECT n, repeat('x', ${bytes}) FROM generate_series(1, ${rows}) AS n`,
  ],
  nextNumber: "nextval('counter')",
  hangUp:
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dynamodb-migrate'",
  slow: "SELECT pg_sleep(20)::text AS id",
  text: (value) => `convert_from('\\x${hex(value)}', 'UTF8')`,
  add: (row) => `INSERT INTO t VALUES (${row}) ON CONFLICT DO NOTHING`,
  moment: "timestamptz",
};

/** Gives a suite a database of its own; the function returned names it. */
export function useDatabase(server: DatabaseServer): () => RunningDatabase {
  let running: RunningDatabase;
  beforeAll(async () => {
    running = await server.start();
  });
  afterAll(() => running.stop());
  return () => running;
}

/** A server with nothing in it, and sources that read from it. */
export class DatabaseAtTest {
  constructor(
    readonly kind: DatabaseKind,
    private readonly running: () => RunningDatabase,
  ) {}

  /** A database for a suite. */
  static of(kind: DatabaseKind, server: DatabaseServer): DatabaseAtTest {
    return new DatabaseAtTest(kind, useDatabase(server));
  }

  /** @param change to its URL */
  source(change: (url: string) => string = (url) => url): Source {
    return this.kind.open(this.address(change));
  }

  address(change: (url: string) => string = (url) => url): DatabaseAddress {
    return DatabaseAddress.parse(change(this.running().url), this.kind.form, ".");
  }

  /** As messages name it. */
  get place(): string {
    return this.address().shown;
  }

  async query(...statements: readonly string[]): Promise<void> {
    await this.running().query(...statements);
  }

  /** A database in which nothing is but what these statements make. */
  async holding(...statements: readonly string[]): Promise<void> {
    await this.query(...this.kind.clear, ...statements);
  }

  async holdingUsers(): Promise<void> {
    await this.holding(
      "CREATE TABLE users (id INT PRIMARY KEY, name TEXT)",
      "INSERT INTO users VALUES (3, 'c'), (1, 'a'), (2, 'b')",
      "CREATE TABLE logs (at INT)",
      "INSERT INTO logs VALUES (7), (7)",
      "CREATE VIEW v AS SELECT * FROM users",
    );
  }
}

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}
