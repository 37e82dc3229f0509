import { expect, it } from "vitest";
import { Decimal, type RowValue } from "../../../../../migrations/items/row";
import { findPostgres } from "../../../../emulators/postgres";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, postgresKind } from "../database";
import { readRows } from "../../read-rows";
import { expectItem, expectReadAs } from "../read-type";

const settings = [
  "SET timezone = 'Asia/Kolkata'",
  "SET datestyle = 'German'",
  "SET intervalstyle = 'postgres'",
];

describeWith("the types of PostgreSQL", findPostgres, (postgres) => {
  const database = DatabaseAtTest.of(postgresKind, postgres);

  it.each<[type: string, literal: string, value: RowValue]>([
    ["boolean", "true", true],
    ["smallint", "-32768", -32768],
    ["integer", "2147483647", 2147483647],
    ["bigint", "-9223372036854775808", -9223372036854775808n],
    ["oid", "4294967295", 4294967295],
    ["numeric", "0.10", 0.1],
    [
      "numeric",
      "-12345678901234567890.000000000000000001",
      new Decimal("-12345678901234567890.000000000000000001"),
    ],
    ["numeric(38,0)", "99999999999999999999999999999999999999", 99999999999999999999999999999999999999n],
    ["real", "0.1", 0.1],
    ["real", "16777215", 16777215],
    ["real", "3.4028235e38", 3.4028235e38],
    ["double precision", "0.30000000000000004", 0.30000000000000004],
    ["double precision", "1.7976931348623157e308", 1.7976931348623157e308],
    ["money", "1234.5", "$1,234.50"],
    ["text", "'ä 😀 '", "ä 😀 "],
    ["varchar(9)", "''", ""],
    ["char(4)", "'a'", "a   "],
    ["bytea", "'\\x00fffe'", Uint8Array.of(0, 255, 254)],
    ["bytea", "''", Uint8Array.of()],
    ["date", "'9999-12-31'", "9999-12-31"],
    ["date", "'0044-03-15 BC'", "0044-03-15 BC"],
    ["date", "'infinity'", "infinity"],
    ["timestamp", "'2024-01-31 10:11:12.123456'", "2024-01-31T10:11:12.123456"],
    ["timestamp", "'2024-01-31 00:00:00'", "2024-01-31T00:00:00"],
    ["timestamp", "'-infinity'", "-infinity"],
    ["timestamptz", "'2024-01-31 10:11:12.123456+05:30'", "2024-01-31T04:41:12.123456Z"],
    ["timestamptz", "'0044-03-15 12:00:00+00 BC'", "0044-03-15 12:00:00+00 BC"],
    ["time", "'24:00:00'", "24:00:00"],
    ["timetz", "'10:11:12.5+05:30'", "10:11:12.5+05:30"],
    ["interval", "'1 year 2 months -3 days 04:05:06.000007'", "P1Y2M-3DT4H5M6.000007S"],
    [
      "json",
      `'{"n":12345678901234567890.1,"list":[1,null,true]}'`,
      { n: new Decimal("12345678901234567890.1"), list: [1, null, true] },
    ],
    ["jsonb", `'"text"'`, "text"],
    ["jsonb", "'null'", null],
    ["uuid", "'123E4567-e89b-12d3-a456-426655440000'", "123e4567-e89b-12d3-a456-426655440000"],
    ["inet", "'192.0.2.1/24'", "192.0.2.1/24"],
    ["cidr", "'2001:db8::/32'", "2001:db8::/32"],
    ["macaddr", "'08:00:2b:01:02:03'", "08:00:2b:01:02:03"],
    ["bit(3)", "B'101'", "101"],
    ["varbit", "B'1'", "1"],
    ["point", "'(1,2)'", "(1,2)"],
    ["int4range", "'[1,5)'", "[1,5)"],
    ["tsvector", "'a:1 b:2'", "'a':1 'b':2"],
    ["xml", "'<a>ä</a>'", "<a>ä</a>"],
    ["mood", "'sad'", "sad"],
    ["price", "12.50", 12.5],
    ["pair", "ROW(1, 'a b')", '(1,"a b")'],
    ["integer[]", "'{1,NULL,3}'", [1, null, 3]],
    ["bigint[]", "'{{9223372036854775807},{1}}'", [[9223372036854775807n], [1]]],
    [
      "text[]",
      `ARRAY['a,b', 'NULL', 'say "hi"', E'back\\\\slash', '', '😀']`,
      ["a,b", "NULL", 'say "hi"', "back\\slash", "", "😀"],
    ],
    ["integer[]", "'[0:1]={7,8}'", [7, 8]],
    ["integer[]", "'{}'", []],
    ["timestamptz[]", "ARRAY['2024-01-31 00:00:00+00'::timestamptz]", ["2024-01-31T00:00:00Z"]],
    ["jsonb[]", `ARRAY['{"a": [1]}'::jsonb]`, [{ a: [1] }]],
    ["bytea[]", "ARRAY['\\x00ff'::bytea]", [Uint8Array.of(0, 255)]],
    ["mood[]", "ARRAY['ok', 'sad']::mood[]", ["ok", "sad"]],
    ["price[]", "ARRAY[1.5, 2]::price[]", [1.5, 2]],
    ["box[]", "ARRAY['(1,1),(0,0)'::box]", "{(1,1),(0,0)}"],
    ["integer", "NULL", null],
  ])("%s %s", async (type, literal, value) => {
    await database.query(
      ...settings,
      "DROP TABLE IF EXISTS t",
      "DROP TYPE IF EXISTS mood, pair CASCADE",
      "DROP DOMAIN IF EXISTS price CASCADE",
      "CREATE TYPE mood AS ENUM ('sad', 'ok')",
      "CREATE TYPE pair AS (a int, b text)",
      "CREATE DOMAIN price AS numeric CHECK (VALUE > 0)",
      `CREATE TABLE t (id int PRIMARY KEY, v ${type})`,
      `INSERT INTO t VALUES (1, ${literal})`,
    );
    await expectReadAs(database, value);
  });

  it("take no harm on their way into an item", async () => {
    await database.query(
      "DROP TABLE IF EXISTS t",
      "CREATE TABLE t (id bigint PRIMARY KEY, price numeric, body bytea, made timestamptz, data jsonb, list int[])",
      "INSERT INTO t VALUES (9223372036854775807, 12345678901234567890.0000000001, '\\x00ff', '2024-01-31 10:11:12.123456Z', '[1e-7, {\"a\": 0.1}]', '{1}')",
    );
    await expectItem(database, {
      id: { N: "9223372036854775807" },
      price: { N: "12345678901234567890.0000000001" },
      body: { B: Uint8Array.of(0, 255) },
      made: { S: "2024-01-31T10:11:12.123456Z" },
      data: { L: [{ N: "1e-7" }, { M: { a: { N: "0.1" } } }] },
      list: { L: [{ N: "1" }] },
    });
  });

  it("break a row with a number that DynamoDB has none for, and leave the others whole", async () => {
    await database.query(
      "DROP TABLE IF EXISTS t",
      "CREATE TABLE t (id int PRIMARY KEY, v numeric)",
      "INSERT INTO t VALUES (1, 'NaN'), (2, '-Infinity'), (3, 7)",
    );
    const remedy = "select it as text or NULL, or exclude such rows";
    expect((await readRows(database.source(), { table: "t" })).rows).toEqual([
      {
        number: 1,
        value: { id: "1", v: "NaN" },
        malformed: `v (numeric): NaN is not a DynamoDB number; ${remedy}`,
      },
      {
        ...{ number: 2, value: { id: "2", v: "-Infinity" } },
        malformed: `v (numeric): -Infinity is not a DynamoDB number; ${remedy}`,
      },
      { number: 3, value: { id: 3, v: 7 } },
    ]);
  });
});
