import { expect, it } from "vitest";
import { loadDriver } from "../../../migrations/sources/optional-driver";
import { postgresForm } from "../../../migrations/sources/postgres-connection";
import { PostgresSource } from "../../../migrations/sources/postgres-source";
import type { RowsFrom } from "../../../migrations/sources/source";
import { findPostgres } from "../../emulators/postgres";
import { describeWith } from "../../emulators/real-part";
import { addressOf, useDatabase } from "./database";
import { readRows, readValues } from "./read-rows";

describeWith("PostgresSource", findPostgres, (postgres) => {
  const database = useDatabase(postgres);
  const at = (change: (url: string) => string) =>
    new PostgresSource(addressOf(change(database().url), postgresForm));
  const source = () => at((url) => url);
  const place = () => addressOf(database().url, postgresForm).shown;

  async function makeUsers(): Promise<void> {
    await database().query(
      "DROP SCHEMA public CASCADE; DROP SCHEMA IF EXISTS old CASCADE; CREATE SCHEMA public",
      "CREATE TABLE users (id int PRIMARY KEY, name text)",
      "INSERT INTO users VALUES (3, 'c'), (1, 'a'), (2, 'b')",
      "CREATE TABLE logs (at numeric)",
      "INSERT INTO logs VALUES (7.0), (7.00)",
      "CREATE VIEW v AS SELECT * FROM users",
      "CREATE TABLE parent (id int PRIMARY KEY)",
      "CREATE TABLE child () INHERITS (parent)",
    );
  }

  it("numbers the rows of a table from 1, in the order of its primary key", async () => {
    await makeUsers();
    expect(await readRows(source(), { table: "users" })).toEqual({
      rows: [
        { number: 1, value: { id: 1, name: "a" } },
        { number: 2, value: { id: 2, name: "b" } },
        { number: 3, value: { id: 3, name: "c" } },
      ],
      fractionRead: 1,
    });
  });

  it("reads a query in the order of its key, whatever it ends with", async () => {
    await makeUsers();
    const query = "SELECT -id AS n, upper(name) AS name FROM users WHERE id > 1 -- not the first\n ; ";
    expect(await readValues(source(), { query, key: "n" })).toEqual([
      { n: -3, name: "C" },
      { n: -2, name: "B" },
    ]);
  });

  it("reads a table of another schema, and one that is divided into partitions", async () => {
    await makeUsers();
    await database().query(
      "CREATE SCHEMA old",
      'CREATE TABLE old."Us""ers" (id int PRIMARY KEY) PARTITION BY RANGE (id)',
      'CREATE TABLE old.low PARTITION OF old."Us""ers" FOR VALUES FROM (0) TO (10)',
      'CREATE TABLE old.high PARTITION OF old."Us""ers" FOR VALUES FROM (10) TO (20)',
      'INSERT INTO old."Us""ers" VALUES (11), (1), (2)',
    );
    expect(await readValues(source(), { table: 'old.Us"ers' })).toEqual([{ id: 1 }, { id: 2 }, { id: 11 }]);
  });

  it("sees the database as it was when the reading began", async () => {
    await database().query(
      "DROP TABLE IF EXISTS big",
      "CREATE TABLE big (id int PRIMARY KEY, filling text)",
      "INSERT INTO big SELECT n, repeat('x', 20000) FROM generate_series(1, 300) AS n",
    );
    const ids: number[] = [];
    for await (const { rows } of source().rows({ table: "big" })) {
      if (ids.length === 0)
        await database().query("INSERT INTO big VALUES (1000, '')", "DELETE FROM big WHERE id = 300");
      ids.push(...rows.map(({ value }) => (value as { id: number }).id));
    }
    expect(ids).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it("does not write, whatever the query says", async () => {
    await database().query("DROP SEQUENCE IF EXISTS counter", "CREATE SEQUENCE counter");
    const from = { query: "SELECT nextval('counter') AS id", key: "id" };
    expect(await readRows(source(), from)).toMatchObject({
      error: { message: expect.stringContaining("read-only transaction") as string },
    });
  });

  it("goes on behind a row that is no longer there", async () => {
    await makeUsers();
    const after = { row: 2, cursor: '["2"]' };
    await database().query("DELETE FROM users WHERE id = 2");
    const rows = [];
    for await (const chunk of source().rows({ query: "SELECT * FROM users", key: "id" }, { after }))
      rows.push(...chunk.rows);
    expect(rows).toEqual([{ number: 3, value: { id: 3, name: "c" } }]);
  });

  it.each(["x", "[1]", '["1","2"]'])("refuses the cursor %s", async (cursor) => {
    await makeUsers();
    const stream = source().rows({ table: "users" }, { after: { row: 1, cursor } });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "source-wrong-cursor",
    });
  });

  it("has another version once a column or the key has changed", async () => {
    await makeUsers();
    const before = await source().version({ table: "users" });
    expect(before).toMatch(/^2 columns, layout [\da-f]{12}$/);
    await database().query("INSERT INTO users VALUES (4, 'd')");
    expect(await source().version({ table: "users" })).toBe(before);
    await database().query("ALTER TABLE users ADD age int");
    expect(await source().version({ table: "users" })).not.toBe(before);
  });

  it.each<[string, RowsFrom, string, (place: string) => string]>([
    [
      "a table that is not there",
      { table: "user" },
      "source-wrong-shape",
      (db) => `${db} has no table "user"; did you mean "users"?; it has: child, logs, parent, users, v`,
    ],
    [
      "a table without a primary key",
      { table: "logs" },
      "source-wrong-shape",
      (db) =>
        `${db}: logs has no primary key, which its rows are read by; take them by { query: SELECT * FROM logs, key: ... }, whose key is a column that differs in every row`,
    ],
    [
      "a table that others inherit from",
      { table: "parent" },
      "source-wrong-shape",
      (db) =>
        `${db}: parent has tables that inherit from it, whose keys may be the same as its own; take them by { query: SELECT * FROM parent, key: ... }, whose key is a column that differs in every row`,
    ],
    [
      "a key that is not there",
      { query: "SELECT * FROM users", key: "ids" },
      "source-wrong-shape",
      (db) => `${db}: the query has no column "ids"; did you mean "id"?; it has: id, name`,
    ],
    [
      "a query with two columns of one name",
      { query: "SELECT a.id, b.id FROM users a, users b", key: "id" },
      "source-wrong-shape",
      (db) => `${db}: the query has two columns named "id"; give one of them another name with AS`,
    ],
    [
      "a key whose values are the same, though written otherwise",
      { query: "SELECT * FROM logs", key: "at" },
      "source-key-not-unique",
      (db) =>
        `a query of ${db} has several rows whose key is "7.00"; its key must be a column that differs in every row`,
    ],
    [
      "a key that is null",
      { query: "SELECT nullif(id, 2) AS id FROM users WHERE id = 2", key: "id" },
      "source-key-not-unique",
      (db) =>
        `a query of ${db} has rows whose key is null; its key must be a column that differs in every row`,
    ],
    [
      "a query that would write",
      { query: "DELETE FROM users", key: "id" },
      "source-unreadable",
      (db) => `cannot read ${db}: syntax error at or near "FROM"`,
    ],
  ])("refuses %s", async (_what, from, code, message) => {
    await makeUsers();
    const { rows, error } = await readRows(source(), from);
    expect({ rows, error }).toMatchObject({
      rows: [],
      error: { kind: "unreachable", code, message: message(place()) },
    });
  });

  it("says what to check where the password is wrong, and does not show it", async () => {
    const secret = "hunter2hunter2";
    const wrong = at((url) => url.replace(/:[^:@]+@/, `:${secret}@`));
    const { error } = await readRows(wrong, { table: "users" });
    expect(error).toMatchObject({
      code: "source-refused",
      message: `${place()} refuses the user tester: password authentication failed for user "tester"; check the user, the password and its right to read the database`,
    });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it("says what to check where the user may not read the table", async () => {
    await makeUsers();
    await database().query(
      "DROP ROLE IF EXISTS guest",
      "CREATE ROLE guest LOGIN PASSWORD 'guest'",
      "GRANT USAGE ON SCHEMA public TO guest",
    );
    const { error } = await readRows(
      at((url) => url.replace(/tester:[^@]+@/, "guest:guest@")),
      { table: "users" },
    );
    expect(error).toMatchObject({
      code: "source-refused",
      message: `${place()} refuses the user guest: permission denied for table users; grant it SELECT`,
    });
  });

  it.each<[string, (url: string) => string, string, (place: string) => string]>([
    [
      "the database is another one",
      (url) => `${url}2`,
      "source-refused",
      (db) => `${db}2: database "shop2" does not exist; check the database's name in the source's address`,
    ],
    [
      "no server runs",
      (url) => url.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1"),
      "source-unreachable",
      () =>
        "127.0.0.1:1/shop cannot be reached (ECONNREFUSED); check that a server runs at 127.0.0.1 on port 1, and the way there",
    ],
    [
      "the server does not encrypt",
      (url) => `${url}?sslmode=require`,
      "source-refused",
      (db) =>
        `${db} does not encrypt connections; turn it on there, or leave sslmode away where the network is safe`,
    ],
  ])("says what to check where %s", async (_what, change, code, message) => {
    const { error } = await readRows(at(change), { table: "users" });
    expect(error).toMatchObject({ code, message: message(place()) });
  });

  it.each<[string, RowsFrom]>([
    ["table", { table: "big" }],
    ["query", { query: "SELECT * FROM big", key: "id" }],
  ])("says what to check where the connection is lost within a %s", async (_what, from) => {
    await database().query(
      "DROP TABLE IF EXISTS big",
      "CREATE TABLE big (id int PRIMARY KEY, filling text)",
      "INSERT INTO big SELECT n, repeat('x', 50000) FROM generate_series(1, 500) AS n",
    );
    const end =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dynamodb-migrate'";
    const read = (async () => {
      for await (const { rows } of source().rows(from)) if (rows.length > 0) await database().query(end);
    })();
    await expect(read).rejects.toMatchObject({
      code: "source-lost",
      message: expect.stringMatching(
        /^the connection to \S+ was lost \(.+\); check that the server runs and the network holds, and run again$/,
      ) as string,
    });
  });

  it("ends with an interruption when it is aborted, at once or while a query runs", async () => {
    await makeUsers();
    const interrupted = { rows: [], error: { kind: "interrupted" } };
    expect(await readRows(source(), { table: "users" }, AbortSignal.abort())).toMatchObject(interrupted);
    const slow = { query: "SELECT pg_sleep(20)::text AS id", key: "id" };
    expect(await readRows(source(), slow, AbortSignal.timeout(1000))).toMatchObject(interrupted);
  });

  it("ends with an interruption when it is aborted between the rows of a query", async () => {
    const abort = new AbortController();
    const from = { query: "SELECT n, repeat('x', 50000) FROM generate_series(1, 500) AS n", key: "n" };
    const read = (async () => {
      for await (const { rows } of source().rows(from, { signal: abort.signal }))
        if (rows.length > 0) abort.abort();
    })();
    await expect(read).rejects.toMatchObject({ kind: "interrupted" });
  });

  it("names the package that is missing", async () => {
    const cause = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
    const load = () => loadDriver<never>("postgres", "pg", () => Promise.reject(cause));
    const without = new PostgresSource(addressOf(database().url, postgresForm), load);
    expect(await readRows(without, { table: "users" })).toMatchObject({
      error: {
        code: "source-driver-missing",
        message: "a postgres source needs a package that is not installed: npm install pg",
      },
    });
  });

  it("names the table, or says that there is a query, without user and password", () => {
    expect(source().describe({ table: "users" })).toBe(`${place()} users`);
    expect(source().describe({ query: "SELECT 1", key: "id" })).toBe(`a query of ${place()}`);
  });
});
