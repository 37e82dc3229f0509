import { createPool, type Pool } from "mysql2/promise";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mysqlStore } from "../../../cutover/stores/mysql-store";
import { DatabaseAddress } from "../../../migrations/sources/sql/database-address";
import { mysqlForm } from "../../../migrations/sources/sql/mysql/mysql-connection";
import { MysqlSource } from "../../../migrations/sources/sql/mysql/mysql-source";
import type { RowObject } from "../../../migrations/items/row";
import type { RunningDatabase } from "../../emulators/database-server";
import { findMariaDb } from "../../emulators/mariadb";
import { describeWith } from "../../emulators/real-part";

const types = `id INT PRIMARY KEY, big BIGINT UNSIGNED, d DECIMAL(40,20), f FLOAT, r DOUBLE, t TEXT, b VARBINARY(9),
  j JSON, day DATE, at DATETIME(6), moment TIMESTAMP(3) NULL, time TIME(3), y YEAR, bits BIT(60), e ENUM('a','it''s'),
  s SET('x','y'), flag BOOLEAN`;

describeWith("mysqlStore", findMariaDb, (mariaDb) => {
  let database: RunningDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await mariaDb.start();
    // A session of another time zone, as applications have.
    pool = createPool({ uri: database.url, connectionLimit: 4 });
    pool.on("connection", (connection) => void connection.query("SET time_zone = '+05:00'"));
    await database.query(`CREATE TABLE every (${types})`, `CREATE TABLE copy (${types})`);
    await database.query(
      `INSERT INTO every VALUES
       (1, 18446744073709551615, 1.23, 0.1, 1e100, 'é\\\\''"', x'00ff', '{"n": 12345678901234567890, "l": [null]}', '2024-02-29',
        '2024-01-31 10:11:12.123456', '2024-10-27 00:30:00.5', '-01:02:03.5', 2024, b'1010', 'it''s', 'x,y', true),
       (2, 0, -12345678901234567890.12345678901234567890, -1.5, 0, '', x'', '"text"', '0000-00-00',
        '0000-00-00 00:00:00', NULL, '00:00:00', NULL, b'0', 'a', '', false),
       (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    );
  });
  afterAll(async () => {
    await pool.end();
    await database.stop();
  });

  function storeOf(table: string, ...keyColumns: string[]) {
    return mysqlStore({ pool, mapping: { keyColumns, from: { table } } });
  }

  async function rowsOfSource(table: string): Promise<RowObject[]> {
    const found: RowObject[] = [];
    const address = DatabaseAddress.parse(database.url, mysqlForm, ".");
    for await (const chunk of new MysqlSource(address).rows({ table }))
      found.push(...chunk.rows.map(({ value }) => value as RowObject));
    return found;
  }

  it("returns the rows that the migration's source returns", async () => {
    const rows = await rowsOfSource("every");
    const store = storeOf("every", "id");
    expect(rows).toHaveLength(3);
    expect(await Promise.all([1, "2", 3n].map((key) => store.read(key)))).toEqual(rows);
    expect(await store.read(4)).toBeUndefined();
  });

  it("writes the rows that it reads, twice", async () => {
    const rows = await rowsOfSource("every");
    const store = storeOf("copy", "id");
    for (const row of [...rows, ...rows].filter(({ day }) => day !== "0000-00-00"))
      await store.write(row["id"] as number, row);
    expect(await rowsOfSource("copy")).toEqual(rows.filter(({ day }) => day !== "0000-00-00"));
  });

  it("sets the columns that the row has, and no others", async () => {
    await database.query("CREATE TABLE users (id VARCHAR(9) PRIMARY KEY, a TEXT, secret TEXT NOT NULL)");
    await database.query("SET sql_mode = DEFAULT", "INSERT INTO users VALUES ('x', 'a', 's')");
    const store = storeOf("users", "id");
    await store.write("x", { id: "x", a: "b" });
    await store.write("x", { id: "x", a: "b" });
    expect(await store.read("x")).toEqual({ id: "x", a: "b", secret: "s" });
  });

  it("changes no row that another unique key finds", async () => {
    await database.query("CREATE TABLE mails (id INT PRIMARY KEY, mail VARCHAR(9) UNIQUE)");
    const store = storeOf("mails", "id");
    await store.write(1, { id: 1, mail: "m" });
    await expect(store.write(2, { id: 2, mail: "m" })).rejects.toMatchObject({ code: "ER_DUP_ENTRY" });
    expect(await store.read(1)).toEqual({ id: 1, mail: "m" });
    expect(await store.read(2)).toBeUndefined();
  });

  it("takes keys of several columns with names that need quotes", async () => {
    await database.query(
      "CREATE TABLE `a``b` (`k ``1` VARCHAR(40), k2 BIGINT, v TEXT, PRIMARY KEY (`k ``1`, k2))",
    );
    const store = storeOf("a`b", "k `1", "k2");
    await store.write(["' OR 1 = 1 -- ", 9007199254740993n], { v: "1" });
    expect(await store.read(["' OR 1 = 1 -- ", "9007199254740993"])).toEqual({
      ...{ "k `1": "' OR 1 = 1 -- ", k2: 9007199254740993n, v: "1" },
    });
    expect(await store.read(["x", 9007199254740993n])).toBeUndefined();
    await store.delete(["' OR 1 = 1 -- ", 9007199254740993n]);
    expect(await store.read(["' OR 1 = 1 -- ", 9007199254740993n])).toBeUndefined();
  });

  it("says which table does not exist", async () => {
    await expect(storeOf("none", "id").read(1)).rejects.toThrow("the database has no table none");
    await expect(storeOf("every", "none").read(1)).rejects.toThrow(
      "every does not have the key columns none",
    );
  });
});
