import * as mysql2 from "mysql2";
import { expect, it } from "vitest";
import { findBinlogTables } from "../../../../../../migrations/sources/sql/mysql/binlog/binlog-tables";
import { RowLocks } from "../../../../../../migrations/sources/sql/mysql/binlog/row-locks";
import { MysqlConnection } from "../../../../../../migrations/sources/sql/mysql/mysql-connection";
import { findMariaDb } from "../../../../../emulators/mariadb";
import { describeWith } from "../../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../../database";
import { users } from "./log-at-test";

describeWith("locks of rows of MariaDB", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, { start: () => mariaDb.start(undefined, true) });

  /** The ids that are held, of these, and the number of statements that asked for them. */
  async function heldOf(ids: readonly number[]) {
    const connection = await MysqlConnection.open(mysql2, database.address(), undefined, "committed");
    try {
      const { tables } = await findBinlogTables(connection, [users]);
      let statements = 0;
      const counting = {
        query: (sql: string) => {
          statements++;
          return connection.query(sql);
        },
      };
      const locks = new RowLocks(counting, tables, true);
      const written = new Map(ids.map((id) => [JSON.stringify([tables[0]?.rows, `["${id}"]`]), id]));
      const held = await locks.held([...written.keys()]);
      return { held: [...held].map((one) => written.get(one)).sort(), statements };
    } finally {
      await connection.close(true);
    }
  }

  const absent = Array.from({ length: 300 }, (_, index) => index + 100);

  it("are asked for with one statement if all rows are there and free", async () => {
    await database.holdingUsers();
    expect(await heldOf([1, 2, 3])).toEqual({ held: [], statements: 1 });
  });

  it("are asked for with three statements, however many rows are not there", async () => {
    await database.holdingUsers();
    expect(await heldOf([1, 2, 3, ...absent])).toEqual({ held: [], statements: 3 });
  });

  it("are found of rows that a transaction updates, deletes, inserts or has deleted and inserted again", async () => {
    await database.holdingUsers();
    await database.query("DELETE FROM users WHERE id = 3", "INSERT INTO users VALUES (4, 'd')");
    await database.query(
      "START TRANSACTION",
      "UPDATE users SET name = 'x' WHERE id = 1",
      "DELETE FROM users WHERE id = 2",
      "INSERT INTO users VALUES (3, 'c'), (5, 'e')",
    );
    try {
      expect((await heldOf([1, 2, 3, 4, 5, 6])).held).toEqual([1, 2, 3, 5]);
      const { held, statements } = await heldOf([1, 2]);
      expect({ held, statements }).toEqual({ held: [1, 2], statements: 2 });
    } finally {
      await database.query("ROLLBACK");
    }
    expect((await heldOf([1, 2, 3, 4, 5, 6])).held).toEqual([]);
  });
});
