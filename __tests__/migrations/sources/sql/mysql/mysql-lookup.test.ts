import { expect, it } from "vitest";
import { findMariaDb } from "../../../../emulators/mariadb";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../database";
import { expectLookedUp, lookupFacts } from "../lookup-facts";

describeWith("the lookup of MySQL", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, mariaDb);

  lookupFacts(database);

  it.each<[type: string, ...literals: string[]]>([
    ["INT", "-1", "7"],
    ["BIGINT UNSIGNED", "0", "18446744073709551615"],
    ["VARCHAR(20)", "'A'", "'ä 😀'"],
    ["VARCHAR(20) CHARACTER SET latin1", "'äö'"],
    ["CHAR(4)", "'a'", "'b c'"],
    ["BINARY(4)", "x'00ff'", "x'01020300'"],
    ["VARBINARY(4)", "x''", "x'00'"],
    ["DECIMAL(38,10)", "-0.1", "1234567890123456789012345678.0000000001"],
    ["DATE", "'0000-00-00'", "'9999-12-31'"],
    ["DATETIME(6)", "'2024-02-29 12:00:00'", "'9999-12-31 23:59:59.999999'"],
    ["TIMESTAMP(3) NULL", "'2024-02-29 12:00:00'"],
    ["TIME", "'-838:59:59'"],
    ["ENUM('b','a','it''s, so')", "'a'", "'it''s, so'"],
    ["SET('x','y')", "''", "'x,y'"],
    ["BIT(12)", "b'1'", "b'100000000000'"],
    ["DOUBLE", "0.1"],
    ["FLOAT", "0.1"],
    ["UUID", "'123e4567-e89b-12d3-a456-426614174000'"],
  ])("finds rows by a key of %s", async (type, ...literals) => {
    await database.holding(`CREATE TABLE t (k ${type}, n INT, v TEXT, PRIMARY KEY (k, n), UNIQUE (k))`);
    for (const literal of literals) await database.query(`INSERT INTO t VALUES (${literal}, 1, 'v')`);
    await expectLookedUp(database, { table: "t" }, literals.length);
    await database.query("ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (k)");
    await expectLookedUp(database, { table: "t" }, literals.length);
    if (/^(ENUM|SET)/.test(type)) return;
    await expectLookedUp(database, { query: "SELECT * FROM t", key: "k" }, literals.length);
  });

  it("finds a row whose key is written in another way, and returns its own", async () => {
    await database.holding("CREATE TABLE t (k VARCHAR(9) PRIMARY KEY)", "INSERT INTO t VALUES ('A')");
    for (const from of [{ table: "t" }, { query: "SELECT * FROM t", key: "k" }]) {
      const lookup = await database.source().lookup?.(from);
      expect(await lookup?.rowsAt(['["a "]'])).toEqual([{ key: '["A"]', value: { k: "A" } }]);
      await lookup?.close();
    }
  });
});
