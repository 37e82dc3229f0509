import { expect, it } from "vitest";
import type { RowsFrom } from "../../../../../migrations/sources/source";
import { findPostgres } from "../../../../emulators/postgres";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, postgresKind } from "../database";
import { databaseFacts, expectRefusal, expectRefusedLogin } from "../database-facts";
import { readRows, readValues } from "../../read-rows";

describeWith("PostgresSource", findPostgres, (postgres) => {
  const database = DatabaseAtTest.of(postgresKind, postgres);

  databaseFacts(database);

  it("reads a table of another schema, and one that is divided into partitions", async () => {
    await database.query(
      "DROP SCHEMA IF EXISTS old CASCADE",
      "CREATE SCHEMA old",
      'CREATE TABLE old."Us""ers" (id int PRIMARY KEY) PARTITION BY RANGE (id)',
      'CREATE TABLE old.low PARTITION OF old."Us""ers" FOR VALUES FROM (0) TO (10)',
      'CREATE TABLE old.high PARTITION OF old."Us""ers" FOR VALUES FROM (10) TO (20)',
      'INSERT INTO old."Us""ers" VALUES (11), (1), (2)',
    );
    expect(await readValues(database.source(), { table: 'old.Us"ers' })).toEqual([
      { id: 1 },
      { id: 2 },
      { id: 11 },
    ]);
  });

  it("refuses a table whose policies hide rows from the user, unless the address takes those that are shown", async () => {
    await database.holding(
      "CREATE TABLE notes (id int PRIMARY KEY, owner text)",
      "INSERT INTO notes VALUES (1, 'guest'), (2, 'other')",
      "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY own ON notes USING (owner = current_user)",
      "DO $$ BEGIN CREATE ROLE guest LOGIN PASSWORD 'guessed'; EXCEPTION WHEN duplicate_object THEN END $$",
      "GRANT USAGE ON SCHEMA public TO guest",
      "GRANT SELECT ON notes TO guest",
    );
    const asGuest = (url: string) => url.replace(/\/\/[^@]+@/, "//guest:guessed@");
    const said = `query would be affected by row-level security policy for table "notes"`;
    for (const from of [{ table: "notes" }, { query: "SELECT * FROM notes", key: "id" }])
      expect((await readRows(database.source(asGuest), from)).error).toMatchObject({
        code: "source-refused",
        message: `${database.place}: ${said}, so that guest would read only some of its rows; give guest the attribute BYPASSRLS, or read those rows with row_security=on in the source's address`,
      });
    const shown = database.source((url) => `${asGuest(url)}?row_security=on`);
    expect(await readValues(shown, { table: "notes" })).toEqual([{ id: 1, owner: "guest" }]);
    expect(await readValues(database.source(), { table: "notes" })).toHaveLength(2);
  });

  it.each<[string, RowsFrom, string, (place: string) => string]>([
    [
      "a table that others inherit from",
      { table: "parent" },
      "source-wrong-shape",
      (db) =>
        `${db}: parent has tables that inherit from it, whose keys may be the same as its own; take them by { query: SELECT * FROM parent, key: ... }, whose key is a column that differs in every row`,
    ],
    [
      "a query with two columns of one name",
      { query: "SELECT a.id, b.id FROM users a, users b", key: "id" },
      "source-wrong-shape",
      (db) => `${db}: the query has two columns named "id"; give one of them another name with AS`,
    ],
    [
      "a key whose values are the same, though written otherwise",
      { query: "SELECT * FROM prices", key: "price" },
      "source-key-not-unique",
      (db) =>
        `a query of ${db} has several rows whose key is "7.00"; its key must be a column that differs in every row`,
    ],
    [
      "a query that would write",
      { query: "DELETE FROM users", key: "id" },
      "source-unreadable",
      (db) => `cannot read ${db}: syntax error at or near "FROM"`,
    ],
  ])("refuses %s", async (_what, from, code, message) => {
    await database.holdingUsers();
    await database.query(
      "CREATE TABLE prices (price numeric)",
      "INSERT INTO prices VALUES (7.0), (7.00)",
      "CREATE TABLE parent (id int PRIMARY KEY)",
      "CREATE TABLE child () INHERITS (parent)",
    );
    await expectRefusal(database, from, code, message(database.place));
  });

  it("says what to check where the password is wrong, and does not show it", async () => {
    await expectRefusedLogin(
      database,
      (url) => url.replace(/:[^:@]+@/, ":hunter2hunter2@"),
      `${database.place} refuses the user tester: password authentication failed for user "tester"; check the user, the password and its right to read the database`,
    );
  });

  it("says what to check where the user may not read the table", async () => {
    await database.holdingUsers();
    await database.query(
      "DROP ROLE IF EXISTS guest",
      "CREATE ROLE guest LOGIN PASSWORD 'guessed'",
      "GRANT USAGE ON SCHEMA public TO guest",
    );
    await expectRefusedLogin(
      database,
      (url) => url.replace(/tester:[^@]+@/, "guest:guessed@"),
      `${database.place} refuses the user guest: permission denied for table users; grant it SELECT`,
    );
  });

  it("says which schema the user may not use", async () => {
    await database.holdingUsers();
    await database.query(
      "DROP ROLE IF EXISTS guest",
      "CREATE ROLE guest LOGIN PASSWORD 'guessed'",
      "REVOKE USAGE ON SCHEMA public FROM PUBLIC",
    );
    try {
      const guest = database.source((url) => url.replace(/tester:[^@]+@/, "guest:guessed@"));
      expect(await readRows(guest, { table: "users" })).toMatchObject({
        error: {
          code: "source-wrong-shape",
          message: `${database.place} has no table "users"; it is in the schema public, which this user may not use: GRANT USAGE ON SCHEMA public TO the user`,
        },
      });
    } finally {
      await database.query("GRANT USAGE ON SCHEMA public TO PUBLIC");
    }
  });

  it("names the schema of a table that is in another one", async () => {
    await database.query(
      "CREATE SCHEMA IF NOT EXISTS sales",
      "CREATE TABLE sales.orders (id int PRIMARY KEY)",
    );
    try {
      await expectRefusal(
        database,
        { table: "orders" },
        "source-wrong-shape",
        'has no table "orders"; name its schema: sales.orders',
      );
    } finally {
      await database.query("DROP SCHEMA sales CASCADE");
    }
  });

  it("says what to check where the database is another one", async () => {
    await expectRefusedLogin(
      database,
      (url) => `${url}2`,
      `${database.place}2: database "shop2" does not exist; check the database's name in the source's address`,
    );
  });
});
