import { expect, it } from "vitest";
import type { WatchedEntity } from "../../../../../../migrations/sources/change-log";
import { findMariaDb } from "../../../../../emulators/mariadb";
import { describeWith } from "../../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../../database";
import { rowsByKey } from "../../lookup-facts";
import { changesUntilEnd, stepsUntilEnd, users, withLog } from "./log-at-test";

describeWith("the change log of MariaDB", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, { start: () => mariaDb.start(undefined, true) });

  it("finds nothing to fix on a server with a log of rows", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => expect(await log.check()).toEqual([]));
  });

  it("returns inserts, updates and deletes, and an update of a key as both", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      await database.query(
        "INSERT INTO users VALUES (4, 'd')",
        "UPDATE users SET name = 'z' WHERE id = 1",
        "DELETE FROM users WHERE id = 2",
        "UPDATE users SET id = 9 WHERE id = 3",
        "INSERT INTO logs VALUES (8)",
      );
      expect(await changesUntilEnd(log, from)).toEqual([
        'User insert ["4"]',
        'User update ["1"]',
        'User delete ["2"]',
        'User delete ["3"]',
        'User insert ["9"]',
      ]);
    });
  });

  it.each<[type: string, ...literals: string[]]>([
    ["INT", "-1", "7"],
    ["INT(6) ZEROFILL", "7"],
    ["BIGINT UNSIGNED", "0", "18446744073709551615"],
    ["BIGINT", "-9223372036854775808"],
    ["VARCHAR(20)", "'A'", "'ä 😀 '"],
    ["VARCHAR(20) CHARACTER SET latin1", "'äö€'"],
    ["VARCHAR(20) CHARACTER SET utf16", "'äö€😀'"],
    ["CHAR(4)", "'a '", "'b c'"],
    ["BINARY(4)", "x'00ff'", "x'01020300'"],
    ["VARBINARY(4)", "x''", "x'00'"],
    ["DECIMAL(38,10)", "-0.1", "0", "1234567890123456789012345678.0000000001"],
    ["DATE", "'0000-00-00'", "'9999-12-31'"],
    ["DATETIME", "'2024-02-29 12:00:00'"],
    ["DATETIME(6)", "'2024-02-29 12:00:00'", "'9999-12-31 23:59:59.999999'"],
    ["TIMESTAMP(3) NULL", "'2024-02-29 12:00:00.120'"],
    ["TIME", "'-838:59:59'", "'100:00:01'"],
    ["TIME(3)", "'-00:00:00.500'"],
    ["YEAR", "0", "1901", "2155"],
    ["ENUM('b','a')", "'a'", "''"],
    ["SET('x','y','z')", "''", "'x,z'"],
    ["BIT(12)", "b'1'", "b'100000000000'"],
    ["BIT(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'"],
    ["UUID", "'123e4567-e89b-12d3-a456-426614174000'"],
    ["INET6", "'::1'", "'2001:db8::ff00:42:8329'"],
  ])("has the key of a row by %s as a reading has it", async (type, ...literals) => {
    await database.holding(`CREATE TABLE t (k ${type}, n INT, PRIMARY KEY (k, n))`);
    const watched: WatchedEntity = { entity: "T", from: { table: "t" } };
    await withLog(database, [watched], async (log) => {
      expect(await log.check()).toEqual([]);
      const from = await log.begin();
      for (const literal of literals) await database.query(`INSERT INTO t VALUES (${literal}, 1)`);
      const steps = await stepsUntilEnd(log, from);
      const keys = steps.flatMap(({ changes }) => changes.map(({ key }) => key));
      expect(keys.sort()).toEqual([...(await rowsByKey(database, { table: "t" })).keys()].sort());
      expect(await log.held?.(steps.flatMap(({ changes }) => changes.map(({ written }) => written)))).toEqual(
        new Set(),
      );
    });
  });

  it("adds columns to the keys, as a lookup reads them, before and after a change", async () => {
    await database.holding(
      `CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20), c DATETIME(6), d DECIMAL(10,2), e ENUM('b','a'),
         f BIT(12), g BINARY(4), h TIMESTAMP(3) NULL, i DATE, j TEXT)`,
    );
    const names = ["j", "a", "b", "c", "d", "e", "f", "g", "h", "i"];
    const lookup = await database.source().lookup?.({ table: "t" }, undefined, names);
    const read = async () =>
      (await lookup?.rowsAt([JSON.stringify(["1", ...names.map(() => null)])]))?.[0]?.key;
    const watched = { entity: "T", from: { table: "t" }, itemKeyColumns: names };
    await withLog(database, [watched], async (log) => {
      expect(await log.check()).toEqual([]);
      const from = await log.begin();
      await database.query(
        `INSERT INTO t VALUES (1, 7, 'ä ', '2024-02-29 12:00:00.5', 1.5, 'a', b'11', x'0102', '2024-02-29 12:00:00', '2024-02-29', 'long')`,
      );
      const first = await read();
      await database.query("UPDATE t SET a = 8, e = NULL, f = NULL, g = NULL, h = NULL, i = NULL, j = NULL");
      const second = await read();
      await database.query("UPDATE t SET a = 8, id = 1", "DELETE FROM t");
      expect(await changesUntilEnd(log, from)).toEqual([
        `T insert ${first}`,
        `T delete ${first}`,
        `T insert ${second}`,
        `T delete ${second}`,
      ]);
    });
    await lookup?.close();
  });

  it("refuses a column of the items' keys whose value in the log has another form", async () => {
    await database.holding("CREATE TABLE t (id INT PRIMARY KEY, score DOUBLE)");
    const watched = { entity: "T", from: { table: "t" }, itemKeyColumns: ["score"] };
    await withLog(database, [watched], async (log) => {
      expect(await log.check()).toMatchObject([
        { message: expect.stringContaining("score, which is a FLOAT") as string },
      ]);
    });
  });

  it("maps the changes of a query's tables to its key", async () => {
    await database.holding(
      "CREATE TABLE problems (id INT PRIMARY KEY)",
      "CREATE TABLE cases (id INT PRIMARY KEY, problem_id INT)",
      "INSERT INTO problems VALUES (1), (2)",
      "INSERT INTO cases VALUES (10, 1)",
    );
    const from = {
      query: "SELECT p.* FROM problems p",
      key: "id",
      tables: { problems: "id", cases: "problem_id" },
    };
    await withLog(database, [{ entity: "P", from }], async (log) => {
      const start = await log.begin();
      await database.query(
        "UPDATE problems SET id = 3 WHERE id = 2",
        "UPDATE cases SET problem_id = 3 WHERE id = 10",
        "INSERT INTO cases VALUES (11, NULL)",
        "DELETE FROM cases",
      );
      expect(await changesUntilEnd(log, start)).toEqual([
        'P delete ["2"]',
        'P insert ["3"]',
        'P delete ["1"]',
        'P insert ["3"]',
        'P delete ["3"]',
      ]);
    });
  });

  it("returns a large transaction in steps of at most about 1,000 changes, and its position at the end", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      await database.query("INSERT INTO users SELECT seq + 100, REPEAT('x', 50) FROM seq_1_to_20000");
      const steps = await stepsUntilEnd(log, from);
      const sizes = steps.map(({ changes }) => changes.length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20_000);
      expect(Math.max(...sizes)).toBeLessThan(2_000);
      const withChanges = steps.filter(({ changes }) => changes.length > 0);
      expect(withChanges.slice(0, -1).every(({ position }) => position === undefined)).toBe(true);
      expect(steps.at(-1)?.position).toBeDefined();
    });
  });

  it("moves on while only other tables are written to, and over a new file", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      await database.query("INSERT INTO logs VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO logs VALUES (2)");
      const steps = await stepsUntilEnd(log, from);
      // The server notes in the new file, some time after the change of files, that it does not need the former one.
      while ((await log.state(steps.at(-1)?.position ?? "")).bytesBehind !== 0)
        steps.push(...(await stepsUntilEnd(log, steps.at(-1)?.position ?? "")));
      expect(steps.flatMap(({ changes }) => changes)).toEqual([]);
      expect(log.isReached(from, steps.at(-1)?.position ?? "")).toBe(false);
      expect((await log.state(steps.at(-1)?.position ?? "")).bytesBehind).toBe(0);
      expect((await log.state(from)).bytesBehind).toBeGreaterThan(0);
    });
  });

  it.each([
    "TRUNCATE TABLE users",
    "ALTER TABLE users ADD age INT",
    "ALTER TABLE users DROP name",
    "ALTER TABLE users RENAME COLUMN name TO title",
    "ALTER TABLE logs RENAME TO users2, COMMENT 'users'; RENAME TABLE users TO old_users",
    "DROP TABLE users",
    "SET STATEMENT binlog_format = 'STATEMENT' FOR UPDATE users SET name = 'q'",
  ])("returns what was before and then refuses: %s", async (statements) => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      await database.query("INSERT INTO users VALUES (7, 'g')");
      const changes: string[] = [];
      const read = (async () => {
        for await (const step of log.changes(from, new AbortController().signal)) {
          changes.push(...step.changes.map(({ key }) => key));
          if (step.changes.length > 0) await database.query(...statements.split("; "));
        }
      })();
      await expect(read).rejects.toMatchObject({
        code: "log-table-changed",
        message: expect.stringContaining("start over with run --follow --no-resume") as string,
      });
      expect(changes).toEqual(['["7"]']);
    });
  });

  it("says that the log is lost after it was purged", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      // The server keeps a file as long as InnoDB or a reader that it has not yet ended needs it.
      await expect
        .poll(
          async () => {
            await database.query("FLUSH BINARY LOGS");
            await database.query(`PURGE BINARY LOGS TO '${(await log.end()).split(":")[0]}'`);
            return (await log.state(from)).bytesBehind;
          },
          { timeout: 60_000 },
        )
        .toBeUndefined();
      const read = log.changes(from, new AbortController().signal)[Symbol.asyncIterator]().next();
      await expect(read).rejects.toMatchObject({ code: "log-lost" });
    });
  });

  it("says that the connection was lost, and misses nothing from the last position", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      let from = await log.begin();
      await database.query("INSERT INTO users VALUES (7, 'g')");
      const keys: string[] = [];
      const read = (async () => {
        for await (const { changes, position } of log.changes(from, new AbortController().signal)) {
          keys.push(...changes.map(({ key }) => key));
          from = position ?? from;
          if (keys.length > 0) await database.query(mysqlKind.hangUp);
        }
      })();
      await expect(read).rejects.toMatchObject({ code: "source-lost" });
      await database.query("INSERT INTO users VALUES (8, 'h')");
      await expect(log.end()).rejects.toMatchObject({ code: "source-lost" });
      expect(await changesUntilEnd(log, from)).toContain('User insert ["8"]');
    });
  });

  it("ends when the signal aborts while nothing is written", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const abort = new AbortController();
      const steps = log.changes(await log.begin(), abort.signal)[Symbol.asyncIterator]();
      const next = (async () => {
        for (;;) if ((await steps.next()).done) return "ended";
      })();
      abort.abort();
      expect(await next).toBe("ended");
    });
  });

  it("tells which rows a transaction holds, and not those that are free", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      await database.query("UPDATE users SET name = 'y'", "DELETE FROM users WHERE id = 3");
      const written = (await stepsUntilEnd(log, from)).flatMap(({ changes }) =>
        changes.map((one) => one.written),
      );
      await database.query("START TRANSACTION", "UPDATE users SET name = 'x' WHERE id = 1");
      expect([...((await log.held?.(written)) ?? [])]).toEqual([written[0]]);
      await database.query("INSERT INTO users VALUES (3, 'c')");
      expect(new Set(await log.held?.(written))).toEqual(new Set([written[0], written[2]]));
      await database.query("COMMIT");
      expect(await log.held?.(written)).toEqual(new Set());
    });
  });
});
