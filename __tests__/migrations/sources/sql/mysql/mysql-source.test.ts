import { expect, it } from "vitest";
import { findMariaDb } from "../../../../emulators/mariadb";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../database";
import { databaseFacts, expectRefusal, expectRefusedLogin, expectWrongCursor } from "../database-facts";
import { resumeFromEverywhere } from "../../resume-anywhere";
import { readValues } from "../../read-rows";

describeWith("MysqlSource", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, mariaDb);

  databaseFacts(database);

  it("reads a table of another database on the same server", async () => {
    await database.query("CREATE DATABASE IF NOT EXISTS `old.shop`", "CREATE DATABASE IF NOT EXISTS old");
    await database.query(
      "CREATE OR REPLACE TABLE old.`us``ers` (id INT PRIMARY KEY)",
      "INSERT INTO old.`us``ers` VALUES (1)",
    );
    expect(await readValues(database.source(), { table: "old.us`ers" })).toEqual([{ id: 1 }]);
  });

  it("reads invisible columns, and a table whose key is one", async () => {
    await database.holding(
      "CREATE TABLE t (my_row_id BIGINT AUTO_INCREMENT INVISIBLE PRIMARY KEY, name TEXT, secret VARCHAR(20) INVISIBLE)",
      "INSERT INTO t (name, secret) VALUES ('a', 's1'), ('b', 's2')",
    );
    expect(await readValues(database.source(), { table: "t" })).toEqual([
      { my_row_id: 1, name: "a", secret: "s1" },
      { my_row_id: 2, name: "b", secret: "s2" },
    ]);
    expect(await resumeFromEverywhere(database.source(), { table: "t" })).toBe(2);
  });

  it.each([
    ["added by the server", "", {}],
    [
      "of its own",
      ", since TIMESTAMP(6) GENERATED ALWAYS AS ROW START INVISIBLE, until TIMESTAMP(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME(since, until)",
      { since: expect.any(String) as unknown, until: "2038-01-19T03:14:07.999999Z" },
    ],
  ])("reads the current rows of a table with versions, whose times are %s", async (_whose, times, extra) => {
    await database.holding(
      `CREATE TABLE t (id INT PRIMARY KEY, name TEXT${times}) WITH SYSTEM VERSIONING`,
      "INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b')",
      "UPDATE t SET name = 'c' WHERE id = 1",
      "DELETE FROM t WHERE id = 2",
    );
    expect(await readValues(database.source(), { table: "t" })).toEqual([{ id: 1, name: "c", ...extra }]);
  });

  it("takes no SQL for a cursor", async () => {
    await database.holdingUsers();
    await expectWrongCursor(database, '["1 OR 1=1"]');
  });

  it.each([
    [
      "a query with two columns of one name",
      "SELECT a.id, b.id FROM users a, users b",
      "Duplicate column name 'id'; the query is read as SELECT * FROM (...), where each column needs a name of its own",
    ],
    ["a query that would write", "DELETE FROM users", "You have an error in your SQL syntax;"],
  ])("refuses %s", async (_what, query, said) => {
    await database.holdingUsers();
    await expectRefusal(
      database,
      { query, key: "id" },
      "source-unreadable",
      `cannot read ${database.place}: ${said}`,
    );
  });

  it("says what to check where the password is wrong, and does not show it", async () => {
    await expectRefusedLogin(
      database,
      (url) => url.replace(/:[^:@]+@/, ":hunter2hunter2@"),
      `${database.place} refuses the user tester: Access denied for user 'tester'@'localhost' (using password: YES); check the user, the password and its right to read the database`,
    );
  });

  it("says what to check where the user may not read the table", async () => {
    await database.holdingUsers();
    await database.query(
      "CREATE OR REPLACE USER guest@'%' IDENTIFIED BY 'guessed'",
      "GRANT INSERT ON shop.users TO guest@'%'",
    );
    await expectRefusedLogin(
      database,
      (url) => url.replace(/tester:[^@]+@/, "guest:guessed@"),
      `${database.place} refuses the user guest: SELECT command denied to user 'guest'@'localhost' for table \`shop\`.\`users\`; grant it SELECT`,
    );
  });

  it("says what to check where the database is another one", async () => {
    await expectRefusedLogin(
      database,
      (url) => `${url}2`,
      `${database.place}2: Unknown database 'shop2'; check the database's name in the source's address`,
    );
  });
});
