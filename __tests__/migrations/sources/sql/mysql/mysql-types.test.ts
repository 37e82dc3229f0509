import { expect, it } from "vitest";
import { Decimal, type RowValue } from "../../../../../migrations/items/row";
import { findMariaDb } from "../../../../emulators/mariadb";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../database";
import { readRows, readValues } from "../../read-rows";
import { expectItem, expectReadAs } from "../read-type";

describeWith("the types of MySQL", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, mariaDb);

  it.each<[type: string, literal: string, value: RowValue]>([
    ["TINYINT(1)", "1", 1],
    ["BOOLEAN", "FALSE", 0],
    ["TINYINT", "-128", -128],
    ["SMALLINT UNSIGNED", "65535", 65535],
    ["MEDIUMINT", "-8388608", -8388608],
    ["INT UNSIGNED", "4294967295", 4294967295],
    ["INT(6) ZEROFILL", "7", 7],
    ["BIGINT", "-9223372036854775808", -9223372036854775808n],
    ["BIGINT UNSIGNED", "18446744073709551615", 18446744073709551615n],
    [
      "DECIMAL(38,10)",
      "1234567890123456789012345678.0000000001",
      new Decimal("1234567890123456789012345678.0000000001"),
    ],
    ["DECIMAL(10,2)", "-0.10", -0.1],
    ["DECIMAL(65,0)", `1${"0".repeat(64)}`, 10n ** 64n],
    ["FLOAT", "0.1", 0.1],
    ["FLOAT", "16777215", 16777215],
    ["FLOAT", "3.402823466e38", 3.4028235e38],
    ["FLOAT", "1.17549435e-38", 1.1754944e-38],
    ["DOUBLE", "0.1", 0.1],
    ["DOUBLE", "1.7976931348623157e308", 1.7976931348623157e308],
    ["DOUBLE", "2.2250738585072014e-308", 2.2250738585072014e-308],
    ["DOUBLE", "9007199254740993", 9007199254740992],
    ["BIT(1)", "b'1'", 1],
    ["BIT(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'", 18446744073709551615n],
    ["YEAR", "2155", 2155],
    ["DATE", "'9999-12-31'", "9999-12-31"],
    ["DATE", "'0000-00-00'", "0000-00-00"],
    ["DATE", "'2024-00-00'", "2024-00-00"],
    ["DATETIME", "'1000-01-01 00:00:00'", "1000-01-01T00:00:00"],
    ["DATETIME(6)", "'9999-12-31 23:59:59.999999'", "9999-12-31T23:59:59.999999"],
    ["DATETIME(3)", "'2024-02-29 12:00:00'", "2024-02-29T12:00:00.000"],
    ["DATETIME", "'0000-00-00 00:00:00'", "0000-00-00T00:00:00"],
    ["TIMESTAMP(6) NULL", "'2038-01-19 03:14:07.999999'", "2038-01-19T03:14:07.999999Z"],
    ["TIME", "'-838:59:59'", "-838:59:59"],
    ["TIME(6)", "'00:00:00.000001'", "00:00:00.000001"],
    ["CHAR(4)", "'a'", "a"],
    ["VARCHAR(20)", "'ä 😀 '", "ä 😀 "],
    ["VARCHAR(20) CHARACTER SET latin1", "'äöü'", "äöü"],
    ["LONGTEXT", "''", ""],
    ["ENUM('b','a')", "'a'", "a"],
    ["SET('x','y')", "'y,x'", "x,y"],
    ["SET('x','y')", "''", ""],
    [
      "JSON",
      `'{"n":12345678901234567890.1,"list":[1,null,true],"t":"ä"}'`,
      { n: new Decimal("12345678901234567890.1"), list: [1, null, true], t: "ä" },
    ],
    ["BINARY(3)", "x'0001'", Uint8Array.of(0, 1, 0)],
    ["VARBINARY(3)", "x''", Uint8Array.of()],
    ["LONGBLOB", "x'00FFFE'", Uint8Array.of(0, 255, 254)],
    ["UUID", "'123e4567-e89b-12d3-a456-426655440000'", "123e4567-e89b-12d3-a456-426655440000"],
    ["INET6", "'::ffff:192.0.2.1'", "::ffff:192.0.2.1"],
    ["POINT", "NULL", null],
    ["INT", "NULL", null],
  ])("%s %s", async (type, literal, value) => {
    await database.query(
      "DROP TABLE IF EXISTS t",
      `CREATE TABLE t (id INT PRIMARY KEY, v ${type}) CHARACTER SET utf8mb4`,
      "SET time_zone = '+00:00'",
      `INSERT INTO t VALUES (1, ${literal})`,
    );
    await expectReadAs(database, value);
  });

  it("take no harm on their way into an item", async () => {
    await database.query(
      "DROP TABLE IF EXISTS t",
      "CREATE TABLE t (id BIGINT UNSIGNED PRIMARY KEY, price DECIMAL(30,10), body BLOB, made DATETIME(6), data JSON)",
      "INSERT INTO t VALUES (18446744073709551615, 12345678901234567890.0000000001, x'00ff', '2024-01-31 10:11:12.123456', '[1e-7, {\"a\": 0.1}]')",
    );
    await expectItem(database, {
      id: { N: "18446744073709551615" },
      price: { N: "12345678901234567890.0000000001" },
      body: { B: Uint8Array.of(0, 255) },
      made: { S: "2024-01-31T10:11:12.123456" },
      data: { L: [{ N: "1e-7" }, { M: { a: { N: "0.1" } } }] },
    });
  });

  it("show a moment in UTC, whatever the zone of the server", async () => {
    await database.query(
      "DROP TABLE IF EXISTS t",
      "CREATE TABLE t (id INT PRIMARY KEY, at TIMESTAMP NULL, local DATETIME)",
      "SET time_zone = '+05:30', GLOBAL time_zone = '+05:30'",
      "INSERT INTO t VALUES (1, '2024-01-31 00:00:00', '2024-01-31 00:00:00')",
      "SET GLOBAL time_zone = 'SYSTEM'",
    );
    expect(await readValues(database.source(), { table: "t" })).toEqual([
      { id: 1, at: "2024-01-30T18:30:00Z", local: "2024-01-31T00:00:00" },
    ]);
  });

  it("break a row whose JSON is none, and leave the others whole", async () => {
    await database.query(
      "DROP TABLE IF EXISTS t",
      "CREATE TABLE t (id INT PRIMARY KEY, v JSON)",
      "SET check_constraint_checks = 0",
      "INSERT INTO t VALUES (1, '{'), (2, '{}')",
      "SET check_constraint_checks = 1",
    );
    expect((await readRows(database.source(), { table: "t" })).rows).toEqual([
      {
        number: 1,
        value: { id: "1", v: "{" },
        malformed: expect.stringMatching(/^a column that should hold JSON does not: /) as string,
      },
      { number: 2, value: { id: 2, v: {} } },
    ]);
  });
});
