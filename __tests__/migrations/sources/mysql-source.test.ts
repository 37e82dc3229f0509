import { expect, it } from "vitest";
import { mysqlForm } from "../../../migrations/sources/mysql-connection";
import { MysqlSource } from "../../../migrations/sources/mysql-source";
import { loadDriver } from "../../../migrations/sources/optional-driver";
import type { RowsFrom } from "../../../migrations/sources/source";
import { findMariaDb } from "../../emulators/mariadb";
import { describeWith } from "../../emulators/real-part";
import { addressOf, useDatabase } from "./database";
import { readRows, readValues } from "./read-rows";

describeWith("MysqlSource", findMariaDb, (mariaDb) => {
  const database = useDatabase(mariaDb);
  const at = (change: (url: string) => string) =>
    new MysqlSource(addressOf(change(database().url), mysqlForm));
  const source = () => at((url) => url);
  const place = () => addressOf(database().url, mysqlForm).shown;

  async function makeUsers(): Promise<void> {
    await database().query(
      "DROP TABLE IF EXISTS users, logs",
      "DROP VIEW IF EXISTS v",
      "CREATE TABLE users (id INT PRIMARY KEY, name TEXT)",
      "INSERT INTO users VALUES (3, 'c'), (1, 'a'), (2, 'b')",
      "CREATE TABLE logs (at INT)",
      "INSERT INTO logs VALUES (7), (7)",
      "CREATE VIEW v AS SELECT * FROM users",
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

  it("reads a table of another database on the same server", async () => {
    await database().query("CREATE DATABASE IF NOT EXISTS `old.shop`", "CREATE DATABASE IF NOT EXISTS old");
    await database().query(
      "CREATE OR REPLACE TABLE old.`us``ers` (id INT PRIMARY KEY)",
      "INSERT INTO old.`us``ers` VALUES (1)",
    );
    expect(await readValues(source(), { table: "old.us`ers" })).toEqual([{ id: 1 }]);
  });

  it("has no row of a table without any", async () => {
    await database().query("CREATE OR REPLACE TABLE none (id INT PRIMARY KEY)");
    expect(await readRows(source(), { table: "none" })).toEqual({ rows: [], fractionRead: undefined });
  });

  it("sees the database as it was when the reading began", async () => {
    await database().query(
      "CREATE OR REPLACE TABLE big (id INT PRIMARY KEY, filling LONGTEXT)",
      "INSERT INTO big SELECT seq, REPEAT('x', 20000) FROM seq_1_to_300",
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
    await database().query("CREATE SEQUENCE IF NOT EXISTS counter");
    const from = { query: "SELECT NEXTVAL(counter) AS id", key: "id" };
    expect(await readRows(source(), from)).toMatchObject({
      error: { message: expect.stringContaining("READ ONLY transaction") as string },
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

  it.each(["x", "[1]", '["1 OR 1=1"]', '["1","2"]'])("refuses the cursor %s", async (cursor) => {
    await makeUsers();
    const stream = source().rows({ table: "users" }, { after: { row: 1, cursor } });
    const read = stream[Symbol.asyncIterator]().next();
    await expect(read).rejects.toMatchObject({
      code: "source-wrong-cursor",
      message: `${cursor} is not where a reading of this source can go on; begin anew with --no-resume`,
    });
  });

  it("has another version once a column or the key has changed", async () => {
    await makeUsers();
    const before = await source().version({ table: "users" });
    expect(before).toMatch(/^2 columns, layout [\da-f]{12}$/);
    await database().query("INSERT INTO users VALUES (4, 'd')");
    expect(await source().version({ table: "users" })).toBe(before);
    await database().query("ALTER TABLE users ADD age INT");
    expect(await source().version({ table: "users" })).not.toBe(before);
  });

  it.each<[string, RowsFrom, string, (place: string) => string]>([
    [
      "a table that is not there",
      { table: "user" },
      "source-wrong-shape",
      (db) => `${db} has no table "user"; did you mean "users"?; it has: big, logs, none, users, v`,
    ],
    [
      "a table without a primary key",
      { table: "logs" },
      "source-wrong-shape",
      (db) =>
        `${db}: logs has no primary key, which its rows are read by; take them by { query: SELECT * FROM logs, key: ... }, whose key is a column that differs in every row`,
    ],
    [
      "a view",
      { table: "v" },
      "source-wrong-shape",
      (db) =>
        `${db}: v has no primary key, which its rows are read by; take them by { query: SELECT * FROM v, key: ... }, whose key is a column that differs in every row`,
    ],
    [
      "a key that is not there",
      { query: "SELECT * FROM users", key: "ids" },
      "source-wrong-shape",
      (db) => `${db}: the query has no column "ids"; did you mean "id"?; it has: id, name`,
    ],
    [
      "a key that is not one",
      { query: "SELECT * FROM logs", key: "at" },
      "source-key-not-unique",
      (db) =>
        `a query of ${db} has several rows whose key is "7"; its key must be a column that differs in every row`,
    ],
    [
      "a key that is null",
      { query: "SELECT NULLIF(id, 2) AS id FROM users", key: "id" },
      "source-key-not-unique",
      (db) =>
        `a query of ${db} has rows whose key is null; its key must be a column that differs in every row`,
    ],
    [
      "a query with two columns of one name",
      { query: "SELECT a.id, b.id FROM users a, users b", key: "id" },
      "source-unreadable",
      (db) => `cannot read ${db}: Duplicate column name 'id'; the query is read as SELECT * FROM (...)`,
    ],
    [
      "a query that would write",
      { query: "DELETE FROM users", key: "id" },
      "source-unreadable",
      (db) => `cannot read ${db}: You have an error in your SQL syntax;`,
    ],
  ])("refuses %s", async (_what, from, code, message) => {
    await database().query("DROP SEQUENCE IF EXISTS counter");
    await makeUsers();
    const { rows, error } = await readRows(source(), from);
    expect({ rows, error }).toMatchObject({ rows: [], error: { kind: "unreachable", code } });
    expect((error as Error).message).toContain(message(place()));
  });

  it("says what to check where the password is wrong, and does not show it", async () => {
    const secret = "hunter2hunter2";
    const wrong = at((url) => url.replace(/:[^:@]+@/, `:${secret}@`));
    const { error } = await readRows(wrong, { table: "users" });
    expect(error).toMatchObject({
      code: "source-refused",
      message: `${place()} refuses the user tester: Access denied for user 'tester'@'localhost' (using password: YES); check the user, the password and its right to read the database`,
    });
    expect(JSON.stringify(error)).not.toContain(secret);
    await expect(wrong.version({ table: "users" })).rejects.toMatchObject({ code: "source-refused" });
  });

  it("says what to check where the database is another one", async () => {
    const { error } = await readRows(
      at((url) => `${url}2`),
      { table: "users" },
    );
    expect(error).toMatchObject({
      code: "source-refused",
      message: `${place()}2: Unknown database 'shop2'; check the database's name in the source's address`,
    });
  });

  it("says what to check where no server runs", async () => {
    const { error } = await readRows(
      at((url) => url.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1")),
      { table: "users" },
    );
    expect(error).toMatchObject({
      code: "source-unreachable",
      message:
        "127.0.0.1:1/shop cannot be reached (ECONNREFUSED); check that a server runs at 127.0.0.1 on port 1, and the way there",
    });
  });

  it("says what to check where the server does not encrypt", async () => {
    const { error } = await readRows(
      at((url) => `${url}?ssl-mode=required`),
      { table: "users" },
    );
    expect(error).toMatchObject({
      code: "source-refused",
      message: `${place()} does not encrypt connections; turn it on there, or leave ssl-mode away where the network is safe`,
    });
  });

  it.each<[string, RowsFrom]>([
    ["table", { table: "big" }],
    ["query", { query: "SELECT * FROM big", key: "id" }],
  ])("says what to check where the connection is lost within a %s", async (_what, from) => {
    await database().query(
      "CREATE OR REPLACE TABLE big (id INT PRIMARY KEY, filling LONGTEXT)",
      "INSERT INTO big SELECT seq, REPEAT('x', 500000) FROM seq_1_to_50",
    );
    const read = (async () => {
      for await (const { rows } of source().rows(from))
        if (rows.length > 0) await database().query("KILL CONNECTION USER tester");
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
    const slow = { query: "SELECT SLEEP(20) AS id", key: "id" };
    expect(await readRows(source(), slow, AbortSignal.timeout(500))).toMatchObject(interrupted);
  });

  it("names the package that is missing", async () => {
    const cause = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
    const load = () => loadDriver<never>("mysql", "mysql2", () => Promise.reject(cause));
    const without = new MysqlSource(addressOf(database().url, mysqlForm), load);
    expect(await readRows(without, { table: "users" })).toMatchObject({
      error: {
        code: "source-driver-missing",
        message: "a mysql source needs a package that is not installed: npm install mysql2",
      },
    });
  });

  it("names the table, or says that there is a query, without user and password", () => {
    expect(source().describe({ table: "users" })).toBe(`${place()} users`);
    expect(source().describe({ query: "SELECT 1", key: "id" })).toBe(`a query of ${place()}`);
  });
});
