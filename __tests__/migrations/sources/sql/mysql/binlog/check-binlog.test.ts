import * as mysql2 from "mysql2";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { WatchedEntity } from "../../../../../../migrations/sources/change-log";
import { describeServer } from "../../../../../../migrations/sources/sql/mysql/binlog/binlog-server";
import { checkBinlog } from "../../../../../../migrations/sources/sql/mysql/binlog/check-binlog";
import { MysqlConnection } from "../../../../../../migrations/sources/sql/mysql/mysql-connection";
import { findMariaDb } from "../../../../../emulators/mariadb";
import { describeWith } from "../../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../../database";
import { users, withLog } from "./log-at-test";

describeWith("what following MariaDB needs", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, { start: () => mariaDb.start(undefined, true) });

  const problems = async (
    watched: WatchedEntity = users,
    copySeconds?: () => Promise<number | undefined>,
  ) => {
    let found: readonly string[] = [];
    await withLog(database, [watched], async (log) => {
      found = (await log.check(copySeconds)).map(({ message }) => message);
    });
    return found;
  };

  afterEach(() =>
    database.query(
      "SET GLOBAL binlog_format = 'ROW', GLOBAL binlog_row_image = 'FULL', GLOBAL read_only = OFF",
      "SET GLOBAL init_connect = '', GLOBAL binlog_expire_logs_seconds = 0",
      "GRANT ALL ON *.* TO tester@'%'",
    ),
  );

  it.each<[string, string]>([
    [
      "SET GLOBAL binlog_format = 'MIXED'",
      "binlog_format must be ROW, got MIXED; SET GLOBAL binlog_format = 'ROW'",
    ],
    ["SET GLOBAL binlog_row_image = 'MINIMAL'", "binlog_row_image must be FULL, got MINIMAL; SET GLOBAL"],
    ["SET GLOBAL read_only = ON", "read_only must be OFF, got ON; name the server that is written to"],
  ])("names the setting and its fix after %s", async (statement, message) => {
    await database.holdingUsers();
    await database.query(statement);
    expect(await problems()).toEqual([expect.stringContaining(message)]);
  });

  it("names the rights that the user lacks", async () => {
    await database.holdingUsers();
    await database.query(
      "REVOKE ALL PRIVILEGES ON *.* FROM tester@'%'",
      "GRANT SELECT ON shop.* TO tester@'%'",
    );
    expect(await problems()).toEqual([
      expect.stringContaining("GRANT REPLICATION SLAVE ON *.* TO"),
      expect.stringContaining("GRANT BINLOG MONITOR ON *.* TO"),
    ]);
    await database.query("GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO tester@'%'");
    expect(await problems()).toEqual([]);
  });

  it.each<[what: string, statement: string, message: string]>([
    [
      "of another engine",
      "CREATE TABLE t (id INT PRIMARY KEY) ENGINE = MyISAM",
      "ALTER TABLE `shop`.`t` ENGINE = InnoDB",
    ],
    ["without a primary key", "CREATE TABLE t (id INT)", "has no primary key"],
    ["with a key of FLOAT", "CREATE TABLE t (id FLOAT PRIMARY KEY)", "which is a FLOAT or DOUBLE"],
    ["with labels that have commas", "CREATE TABLE t (id ENUM('a,b') PRIMARY KEY)", "labels have commas"],
    [
      "whose rows a foreign key deletes",
      "CREATE TABLE t (id INT PRIMARY KEY, u INT, CONSTRAINT of_user FOREIGN KEY (u) REFERENCES users (id) ON DELETE CASCADE)",
      "has the foreign key of_user to users (ON DELETE CASCADE",
    ],
    [
      "whose rows a foreign key sets to null",
      "CREATE TABLE t (id INT PRIMARY KEY, u INT, CONSTRAINT of_user FOREIGN KEY (u) REFERENCES users (id) ON DELETE SET NULL)",
      "(ON DELETE SET NULL, ON UPDATE RESTRICT), whose changes are not in the log; ALTER TABLE `shop`.`t` DROP FOREIGN KEY of_user, add it again with RESTRICT",
    ],
    [
      "whose rows a foreign key updates",
      "CREATE TABLE t (id INT PRIMARY KEY, u INT, CONSTRAINT of_user FOREIGN KEY (u) REFERENCES users (id) ON UPDATE CASCADE)",
      "ON UPDATE CASCADE), whose changes are not in the log",
    ],
    ["that does not exist", "DO 0", 'table "t" not found'],
  ])("refuses a table %s", async (_what, statement, message) => {
    await database.holdingUsers();
    await database.query(statement);
    expect(await problems({ entity: "T", from: { table: "t" } })).toEqual([expect.stringContaining(message)]);
  });

  it("accepts a table whose foreign key refuses to change its rows", async () => {
    await database.holdingUsers();
    await database.query(
      "CREATE TABLE t (id INT PRIMARY KEY, u INT, CONSTRAINT of_user FOREIGN KEY (u) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE NO ACTION)",
    );
    expect(await problems({ entity: "T", from: { table: "t" } })).toEqual([]);
  });

  it.each<[name: string, value: string, message: string]>([
    ["log_bin", "OFF", "log_bin must be ON, got OFF; add log_bin to the [mysqld] section"],
    [
      "binlog_row_value_options",
      "PARTIAL_JSON",
      "binlog_row_value_options must be empty, got PARTIAL_JSON; SET GLOBAL binlog_row_value_options = ''",
    ],
    [
      "binlog_transaction_compression",
      "ON",
      "binlog_transaction_compression must be OFF, got ON; SET GLOBAL binlog_transaction_compression = OFF",
    ],
    [
      "version",
      "10.5.9-MariaDB",
      "following needs MariaDB 10.6 or MySQL 8.0, got 10.5.9-MariaDB; upgrade it",
    ],
  ])("names %s = %s, which this server cannot have, and its fix", async (name, value, message) => {
    await database.holdingUsers();
    const connection = await MysqlConnection.open(mysql2, database.address(), undefined, "committed");
    try {
      const { isMariaDb, settings } = await describeServer(connection);
      const server = { isMariaDb, settings: new Map([...settings, [name, value]]) };
      const found = await checkBinlog(connection, { server, watched: [users], shown: "shop" });
      expect(found).toEqual([{ message: expect.stringContaining(message) as string }]);
    } finally {
      await connection.close(true);
    }
  });

  it("names init_connect that turns the log off for new sessions", async () => {
    await database.holdingUsers();
    await database.query("SET GLOBAL init_connect = 'SET NAMES utf8mb4; SET SESSION sql_log_bin = 0'");
    expect(await problems()).toEqual([
      expect.stringContaining(
        "sql_log_bin must be ON in new sessions, whose changes are not in the log otherwise, got OFF; remove it from init_connect (SET NAMES utf8mb4; SET SESSION sql_log_bin = 0)",
      ),
    ]);
  });

  it("accepts init_connect that leaves the log on", async () => {
    await database.holdingUsers();
    await database.query("SET GLOBAL init_connect = 'SET SESSION sql_log_bin = 1'");
    expect(await problems()).toEqual([]);
  });

  it("refuses a session that was opened with the log turned off", async () => {
    await database.holdingUsers();
    const connection = await MysqlConnection.open(mysql2, database.address(), undefined, "committed");
    try {
      await connection.query("SET SESSION sql_log_bin = 0");
      const server = await describeServer(connection);
      const found = await checkBinlog(connection, { server, watched: [users], shown: "shop" });
      expect(found).toEqual([
        { message: expect.stringContaining("remove it from the proxy that the address names") as string },
      ]);
    } finally {
      await connection.close(true);
    }
  });

  it("refuses a replica that does not log what it replicates", async () => {
    await database.holdingUsers();
    await database.query(
      "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'nobody'",
      "START SLAVE",
    );
    try {
      await expect
        .poll(() => problems(), { timeout: 30_000 })
        .toEqual([
          expect.stringContaining(
            "log_slave_updates must be ON for the changes that it replicates, got OFF; name its primary in the source's address",
          ),
        ]);
    } finally {
      await database.query("STOP SLAVE", "RESET SLAVE ALL");
    }
    expect(await problems()).toEqual([]);
  });

  it.each<[seconds: number, estimate: number | undefined, message: string | undefined]>([
    [0, 1e9, undefined],
    [3600, 1, undefined],
    [
      3599,
      1,
      "binlog_expire_logs_seconds must be at least 3600 to keep the log for an hour, or 0, got 3599; SET GLOBAL binlog_expire_logs_seconds = 3600",
    ],
    [3599, undefined, undefined],
    [30_000, 10_000, undefined],
    [
      30_000,
      10_001,
      "must be at least 30003 to keep the log for 3 times the estimated 10001 s of the first copy, or 0, got 30000",
    ],
  ])("with a retention of %d s and an estimate of %s s: %s", async (seconds, estimate, message) => {
    await database.holdingUsers();
    await database.query(`SET GLOBAL binlog_expire_logs_seconds = ${seconds}`);
    const found = await problems(users, () => Promise.resolve(estimate));
    expect(found).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it("estimates nothing if the server keeps its log, or the rows were copied already", async () => {
    await database.holdingUsers();
    const estimate = vi.fn<() => Promise<number>>();
    expect(await problems(users, estimate)).toEqual([]);
    await database.query("SET GLOBAL binlog_expire_logs_seconds = 1");
    expect(await problems()).toEqual([]);
    expect(estimate).not.toHaveBeenCalled();
  });

  it("says that the changes of a query without tables are not followed", async () => {
    await database.holdingUsers();
    expect(await problems({ entity: "T", from: { query: "SELECT * FROM users", key: "id" } })).toEqual([
      expect.stringContaining("changes of the query of T are not followed; name the tables"),
    ]);
  });
});

describeWith("a log of MariaDB that is limited to some databases", findMariaDb, (mariaDb) => {
  const problemsWith = (...settings: string[]) => {
    const database = DatabaseAtTest.of(mysqlKind, { start: () => mariaDb.start(undefined, true, settings) });
    return async () => {
      await database.holdingUsers();
      const watched: WatchedEntity = { entity: "T", from: { table: "users" } };
      let found: unknown;
      await withLog(database, [watched], async (log) => {
        found = await log.check();
      });
      return found;
    };
  };

  describe("with binlog-do-db of other databases", () => {
    const problems = problemsWith("--binlog-do-db=one", "--binlog-do-db=two", "--binlog-ignore-db=x");

    it("is refused for a table that is not in them", async () => {
      expect(await problems()).toEqual([
        {
          entity: "T",
          message: expect.stringContaining(
            "the changes of shop.users are not in the log, because binlog-do-db is one, two; add binlog-do-db = shop to the [mysqld] section",
          ) as string,
        },
      ]);
    });
  });

  describe("with binlog-ignore-db of the followed one", () => {
    const problems = problemsWith("--binlog-ignore-db=one", "--binlog-ignore-db=shop");

    it("is refused", async () => {
      expect(await problems()).toEqual([
        {
          entity: "T",
          message: expect.stringContaining(
            "because binlog-ignore-db is one, shop; remove shop from binlog-ignore-db in the [mysqld] section",
          ) as string,
        },
      ]);
    });
  });

  describe("with binlog-do-db of the followed one", () => {
    const problems = problemsWith("--binlog-do-db=one", "--binlog-do-db=shop", "--binlog-ignore-db=shop");

    it("is accepted", async () => {
      expect(await problems()).toEqual([]);
    });
  });
});
