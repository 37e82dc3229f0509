import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SqliteDriver } from "../../../../../migrations/sources/sql/sqlite/sqlite-connection";
import { SqliteSource } from "../../../../../migrations/sources/sql/sqlite/sqlite-source";
import type { RowsFrom } from "../../../../../migrations/sources/source";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { sqliteDrivers } from "./sqlite-drivers";
import { makeSqlite } from "./sqlite-file";

const folder = useTemporaryFolder();
const path = () => join(folder(), "shop.db");

describe("rows of SQLite by their keys", async () => {
  describe.each(await sqliteDrivers())("through $name", facts);
});

function facts(driver: SqliteDriver): void {
  async function keyed(from: RowsFrom, ...statements: readonly string[]) {
    makeSqlite(path(), ...statements);
    const rows = await new SqliteSource(path(), "shop.db", () => driver).rowsByKey(from);
    if (!rows) throw new Error("the rows have no key");
    return rows;
  }

  const users = [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
    "INSERT INTO users VALUES (1, 'a'), (2, 'b'), (9223372036854775807, 'last')",
  ];

  it("are those that exist, with the values of a reading", async () => {
    const rows = await keyed({ table: "users" }, ...users);
    expect(rows.keyColumns).toEqual(["id"]);
    expect(await rows.rowsAt(['["2"]', '["7"]', '["9223372036854775807"]', '["b"]'])).toEqual([
      { key: '["2"]', value: { id: 2, name: "b" } },
      { key: '["9223372036854775807"]', value: { id: 9223372036854775807n, name: "last" } },
    ]);
    expect(await rows.rowsAt([])).toEqual([]);
  });

  it("are those of what was committed before each call", async () => {
    const rows = await keyed({ table: "users" }, ...users);
    expect(await rows.rowsAt(['["1"]'])).toHaveLength(1);
    makeSqlite(path(), "DELETE FROM users WHERE id = 1", "INSERT INTO users VALUES (3, 'c')");
    expect(await rows.rowsAt(['["1"]', '["3"]'])).toEqual([{ key: '["3"]', value: { id: 3, name: "c" } }]);
    await rows.close();
  });

  it("are found by several columns, in the order of the primary key", async () => {
    const rows = await keyed(
      { table: "t" },
      "CREATE TABLE t (n TEXT, a INTEGER, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID",
      "INSERT INTO t VALUES ('x', 1, 'é'), ('y', 2, 'é')",
    );
    expect(rows.keyColumns).toEqual(["b", "a"]);
    expect(await rows.rowsAt(['["é","2"]'])).toEqual([{ key: '["é","2"]', value: { n: "y", a: 2, b: "é" } }]);
  });

  it("are found in a query by its key", async () => {
    const query = "SELECT id AS user, name FROM users WHERE name <> 'b'";
    const rows = await keyed({ query, key: "user" }, ...users);
    expect(await rows.rowsAt(['["1"]', '["2"]'])).toEqual([{ key: '["1"]', value: { user: 1, name: "a" } }]);
  });

  it.each([
    ["TEXT", "'007'", '["007"]', "007"],
    ["TEXT", "'7'", '["7"]', "7"],
    ["BLOB", "7", '["7"]', 7],
    ["BLOB", "'7'", '["7"]', "7"],
    ["REAL", "0.1", '["0.1"]', 0.1],
    ["TEXT COLLATE NOCASE", "'Ann'", '["Ann"]', "Ann"],
  ])("are found in a column of type %s that holds %s", async (type, value, key, id) => {
    const rows = await keyed(
      { table: "t" },
      `CREATE TABLE t (id ${type} PRIMARY KEY)`,
      `INSERT INTO t VALUES (${value})`,
    );
    expect(await rows.rowsAt([key])).toEqual([{ key, value: { id } }]);
  });

  it("are not those whose key is only equal by the column's collation or type", async () => {
    const rows = await keyed(
      { table: "t" },
      "CREATE TABLE t (id TEXT COLLATE NOCASE PRIMARY KEY)",
      "INSERT INTO t VALUES ('Ann')",
    );
    expect(await rows.rowsAt(['["ann"]'])).toEqual([]);
    expect(await (await keyed({ table: "users" }, ...users)).rowsAt(['["1.0"]', '["01"]'])).toEqual([]);
  });

  it("are refused if two of them have the same key as text", async () => {
    const rows = await keyed(
      { table: "t" },
      "CREATE TABLE t (id BLOB PRIMARY KEY)",
      "INSERT INTO t VALUES (7), ('7')",
    );
    await expect(rows.rowsAt(['["7"]'])).rejects.toMatchObject({ code: "source-key-not-unique" });
  });

  it("are malformed if their text cannot be read", async () => {
    const rows = await keyed(
      { table: "t" },
      "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)",
      "INSERT INTO t VALUES (1, CAST(x'C3' AS TEXT))",
    );
    expect(await rows.rowsAt(['["1"]'])).toMatchObject([
      { key: '["1"]', malformed: expect.stringMatching(/^name holds text that is not UTF-8/) as string },
    ]);
  });

  it("are none of a table without a primary key", async () => {
    makeSqlite(path(), "CREATE TABLE t (id)");
    expect(await new SqliteSource(path(), "shop.db", () => driver).rowsByKey({ table: "t" })).toBeUndefined();
  });
}
