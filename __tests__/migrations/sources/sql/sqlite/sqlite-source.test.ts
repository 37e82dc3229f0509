import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { Database } from "node-sqlite3-wasm";
import { describe, expect, it } from "vitest";
import type { RowsFrom } from "../../../../../migrations/sources/source";
import type { SqliteDriver } from "../../../../../migrations/sources/sql/sqlite/sqlite-connection";
import { SqliteSource } from "../../../../../migrations/sources/sql/sqlite/sqlite-source";
import type { RowValue } from "../../../../../migrations/items/row";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { resumeFromEverywhere } from "../../resume-anywhere";
import { readRows } from "../../read-rows";
import { sqliteDrivers } from "./sqlite-drivers";
import { makeSqlite } from "./sqlite-file";

const folder = useTemporaryFolder();
const path = () => join(folder(), "shop.db");

const users = [
  "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
  "INSERT INTO users VALUES (3, 'c'), (1, 'a'), (2, 'b')",
];

describe("SqliteSource", async () => {
  describe.each(await sqliteDrivers())("through $name", facts);
});

function facts(driver: SqliteDriver): void {
  const source = () => new SqliteSource(path(), "shop.db", () => driver);

  async function valuesOf(from: RowsFrom, ...statements: readonly string[]): Promise<RowValue[]> {
    makeSqlite(path(), ...statements);
    const { rows, error } = await readRows(source(), from);
    if (error !== undefined) throw error as Error;
    return rows.map(({ value }) => value);
  }

  it("keeps what columns hold, 64-bit integers and binary included", async () => {
    const statements = [
      "CREATE TABLE t (whole, small, real, words TEXT, bytes BLOB, none)",
      "INSERT INTO t VALUES (9223372036854775807, -7, 0.1, 'äöü 😀', x'00FF', NULL)",
    ];
    expect(await valuesOf({ table: "t" }, ...statements)).toEqual([
      {
        whole: 9223372036854775807n,
        small: -7,
        real: 0.1,
        words: "äöü 😀",
        bytes: Uint8Array.of(0, 255),
        none: null,
      },
    ]);
  });

  it.each([
    ["9007199254740991", 9007199254740991],
    ["-9007199254740991", -9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    ["-9223372036854775807 - 1", -9223372036854775808n],
    ["9007199254740992.0", 9007199254740992],
    ["1e300", 1e300],
    ["-9e999", -Infinity],
  ])("keeps %s in a row after others, and the rows after it", async (sql, number) => {
    const count = 130;
    const statement = `INSERT INTO t WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${count})
      SELECT n, CASE n WHEN 77 THEN ${sql} ELSE n / 2.0 END, CASE n WHEN 99 THEN 'ü\ufffd' ELSE 'ü' END FROM n`;
    const rows = (id: string) =>
      Array.from({ length: count }, (_, index) => ({
        [id]: index + 1,
        a: index === 76 ? number : (index + 1) / 2,
        b: index === 98 ? "ü\ufffd" : "ü",
      }));
    expect(await valuesOf({ table: "t" }, "CREATE TABLE t (id, a, b)", statement)).toEqual(rows("id"));
    const query = "SELECT id AS k, a, b FROM t";
    expect(await valuesOf({ query, key: "k" })).toEqual(rows("k"));
    const withoutPlace = [`CREATE TABLE u AS SELECT id AS rowid, a AS _rowid_, b AS oid FROM t`];
    const values = await valuesOf({ table: "u" }, ...withoutPlace);
    expect(values).toEqual(rows("rowid").map(({ rowid, a, b }) => ({ rowid, _rowid_: a, oid: b })));
  });

  it("resumes after each chunk of a table whose keys are beyond the safe range from some row on", async () => {
    makeSqlite(
      path(),
      "CREATE TABLE t (id INTEGER PRIMARY KEY)",
      `INSERT INTO t WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200)
        SELECT 9007199254740900 + n FROM n`,
    );
    expect(await resumeFromEverywhere(source(), { table: "t" })).toBe(4);
    const query = { query: "SELECT id FROM t", key: "id" };
    expect(await resumeFromEverywhere(source(), query)).toBe(4);
  });

  it("keeps a column named __proto__", async () => {
    const [row] = await valuesOf({ table: "t" }, "CREATE TABLE t (__proto__)", "INSERT INTO t VALUES (1)");
    expect(Object.entries(row as object)).toEqual([["__proto__", 1]]);
  });

  it("numbers the rows of a table from 1, in the order of its primary key", async () => {
    makeSqlite(path(), ...users);
    expect(await readRows(source(), { table: "Users" })).toEqual({
      rows: [
        { number: 1, value: { id: 1, name: "a" } },
        { number: 2, value: { id: 2, name: "b" } },
        { number: 3, value: { id: 3, name: "c" } },
      ],
      fractionRead: 1,
    });
  });

  it("reads a table without row ids in the order of its primary key", async () => {
    const statements = [
      "CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID",
      "INSERT INTO t VALUES ('1', 'y'), ('2', 'x'), ('1', 'x')",
    ];
    expect(await valuesOf({ table: "t" }, ...statements)).toEqual([
      { a: "1", b: "x" },
      { a: "2", b: "x" },
      { a: "1", b: "y" },
    ]);
  });

  it("reads a table whose columns have the names of the row id", async () => {
    const statements = [
      'CREATE TABLE "my table" (rowid, _rowid_, OID)',
      "INSERT INTO \"my table\" VALUES (2, 'b', NULL), (1, 'a', NULL)",
    ];
    expect(await valuesOf({ table: "my table" }, ...statements)).toMatchObject([{ rowid: 1 }, { rowid: 2 }]);
  });

  it("reads a query in the order of its key, whatever it ends with", async () => {
    const query = "SELECT id AS n, upper(name) AS name FROM users WHERE id > 1 -- not the first\n ; ";
    expect(await valuesOf({ query, key: "n" }, ...users)).toEqual([
      { n: 2, name: "B" },
      { n: 3, name: "C" },
    ]);
  });

  it("reads columns whatever their names", async () => {
    const statements = [
      'CREATE TABLE t ("__proto__", c0, "a ""b""", "2", "1")',
      "INSERT INTO t VALUES (1, 2, 3, 4, 5)",
    ];
    const expected = Object.fromEntries([
      ["__proto__", 1],
      ["c0", 2],
      ['a "b"', 3],
      ["2", 4],
      ["1", 5],
    ]);
    expect(await valuesOf({ table: "t" }, ...statements)).toEqual([expected]);
    expect(await valuesOf({ query: "SELECT * FROM t", key: "c0" })).toEqual([expected]);
  });

  it("reads a table with as many columns as SQLite takes", async () => {
    const names = Array.from({ length: 2000 - 3 }, (_, index) => `a${index}`);
    const statements = [
      `CREATE TABLE t (${names.join(", ")})`,
      `INSERT INTO t VALUES (${names.map(() => "'ä'").join(", ")})`,
    ];
    const [row] = await valuesOf({ table: "t" }, ...statements);
    expect(Object.values(row as object)).toEqual(names.map(() => "ä"));
  });

  it("has no row of a query without any", async () => {
    expect(await valuesOf({ query: "SELECT * FROM users WHERE id > 9", key: "id" }, ...users)).toEqual([]);
  });

  it("reads any rows as they were written", async () => {
    const value = fc.oneof(
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => number !== 0),
      fc.uint8Array(),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ a: value, b: value }), { maxLength: 120 }), async (rows) => {
        makeSqlite(path(), "DROP TABLE IF EXISTS t", "CREATE TABLE t (a, b)");
        const database = new Database(path());
        for (const { a, b } of rows) database.run("INSERT INTO t VALUES (?, ?)", [a, b]);
        database.close();
        const { rows: read } = await readRows(source(), { table: "t" });
        expect(read.map((row) => row.value)).toEqual(rows.map(({ a, b }) => ({ a: plain(a), b: plain(b) })));
      }),
      { numRuns: 50 },
    );
  });

  /** As whole numbers come back: a `number` where it holds every digit. */
  function plain(value: RowValue): RowValue {
    return typeof value === "bigint" && BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
      ? Number(value)
      : value;
  }

  it("has a broken row where a text holds a NUL character, and reads the others", async () => {
    makeSqlite(path(), ...users, "UPDATE users SET name = 'a' || char(0) || 'b' WHERE id = 2");
    expect((await readRows(source(), { table: "users" })).rows).toMatchObject([
      { number: 1, value: { id: 1, name: "a" } },
      {
        number: 2,
        malformed: "name holds a text with a NUL character, after which it cannot be read",
      },
      { number: 3, value: { id: 3, name: "c" } },
    ]);
  });

  it("leaves nothing behind and asks for no lock beside the database", async () => {
    makeSqlite(path(), ...users);
    await mkdir(`${path()}.lock`);
    expect((await readRows(source(), { table: "users" })).rows).toHaveLength(3);
    expect(await readdir(folder())).toEqual(["shop.db", "shop.db.lock"]);
  });

  it("says that a folder is not a database", async () => {
    const expected = {
      code: "source-unreadable",
      message: "cannot read shop.db: it is a folder; name a file in it",
    };
    await mkdir(path());
    await expect(source().version()).rejects.toMatchObject(expected);
    expect(await readRows(source(), { table: "users" })).toMatchObject({ rows: [], error: expected });
  });

  it.each<[string, RowsFrom, string, string]>([
    [
      "a table that is not there",
      { table: "user" },
      "source-wrong-shape",
      'shop.db has no table "user"; did you mean "users"? It has: users, v',
    ],
    [
      "a view",
      { table: "v" },
      "source-wrong-shape",
      "shop.db: v is a view, whose rows have no order of their own; read it by { query: SELECT * FROM v, key: ... }",
    ],
    [
      "a key that is not there",
      { query: "SELECT * FROM users", key: "ids" },
      "source-wrong-shape",
      'shop.db: the query has no column "ids"; did you mean "id"? It has: id, name',
    ],
    [
      "a key that is not one",
      { query: "SELECT 7 AS k FROM users", key: "k" },
      "source-key-not-unique",
      "shop.db: the query has several rows whose k is 7; its key must be a column that differs in every row",
    ],
    [
      "a query with two columns of one name",
      { query: "SELECT a.id, b.ID FROM users a, users b", key: "id" },
      "source-wrong-shape",
      'shop.db: the query has two columns named "id"; give one of them another name with AS',
    ],
    [
      "a query that is wrong",
      { query: "SELECT age FROM users", key: "age" },
      "source-unreadable",
      "cannot read shop.db: no such column: age; the query is read as SELECT * FROM (...)",
    ],
    [
      "a query that would write",
      { query: "DELETE FROM users", key: "id" },
      "source-unreadable",
      'cannot read shop.db: near "DELETE": syntax error; the query is read as SELECT * FROM (...)',
    ],
  ])("refuses %s", async (_what, from, code, message) => {
    makeSqlite(path(), ...users, "CREATE VIEW v AS SELECT * FROM users");
    expect(await readRows(source(), from)).toMatchObject({ error: { kind: "unreachable", code, message } });
  });

  it("reports a missing file, and creates none", async () => {
    const expected = { code: "source-unreadable", message: "cannot read shop.db: file not found" };
    expect(await readRows(source(), { table: "users" })).toMatchObject({ rows: [], error: expected });
    await expect(source().version()).rejects.toMatchObject(expected);
    expect(await readdir(folder())).toEqual([]);
  });

  it("says that a file is no database", async () => {
    await writeFile(path(), "id,name\n".repeat(1000));
    expect(await readRows(source(), { table: "users" })).toMatchObject({
      error: { code: "source-unreadable", message: "cannot read shop.db: file is not a database" },
    });
  });

  it("ends with an interruption when it is aborted", async () => {
    makeSqlite(path(), ...users);
    expect(await readRows(source(), { table: "users" }, AbortSignal.abort())).toMatchObject({
      rows: [],
      error: { kind: "interrupted" },
    });
  });

  it("names the table, or says that there is a query", () => {
    expect(source().describe({ table: "users" })).toBe("shop.db users");
    expect(source().describe({ query: "SELECT 1", key: "id" })).toBe("a query of shop.db");
  });
}
