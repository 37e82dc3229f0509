import { join } from "node:path";
import { Database } from "node-sqlite3-wasm";
import { describe, expect, it } from "vitest";
import type { SourcePart } from "../../../../../migrations/sources/source";
import type { SqliteDriver } from "../../../../../migrations/sources/sql/sqlite/sqlite-connection";
import { SqliteSource } from "../../../../../migrations/sources/sql/sqlite/sqlite-source";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { readPart, readParts, readValues } from "../../read-rows";
import { sqliteDrivers } from "./sqlite-drivers";
import { makeSqlite } from "./sqlite-file";

const folder = useTemporaryFolder();
const path = () => join(folder(), "shop.db");

/** Inserts what is selected for the numbers `n` from 1. */
function filled(columns: string, rows: number, options = "") {
  return [
    `CREATE TABLE t (${columns}) ${options}`,
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})`,
  ] as const;
}

const tables: readonly (readonly [string, ...string[]])[] = [
  ["row ids", ...insert(filled("n, name TEXT", 3500), "n, 'n' || n")],
  [
    "an integer key beyond JavaScript's numbers, with gaps",
    ...insert(filled("id INTEGER PRIMARY KEY, n", 3500), "n * 5270498306774157 - 9223372036854775807, n"),
    "DELETE FROM t WHERE n % 7 = 0",
  ],
  [
    "a key of texts and numbers without regard to case",
    ...insert(
      filled("k TEXT COLLATE NOCASE, r REAL, n, PRIMARY KEY (k, r)", 3500, "WITHOUT ROWID"),
      "CASE n % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'B' ELSE 'c' END, n / 8.0 - 200, n",
    ),
  ],
  [
    "a key of bytes",
    ...insert(filled("k BLOB PRIMARY KEY, n", 3500, "WITHOUT ROWID"), "CAST('é' || n AS BLOB), n"),
  ],
];

function insert([create, numbers]: readonly [string, string], values: string): [string, string] {
  return [create, `INSERT INTO t ${numbers} SELECT ${values} FROM numbers`];
}

describe("ranges of a SQLite table", async () => {
  describe.each(await sqliteDrivers())("through $name", facts);
});

function facts(driver: SqliteDriver): void {
  const source = () => new SqliteSource(path(), "shop.db", () => driver);
  const from = { table: "t" };
  const split = async (count: number): Promise<readonly SourcePart[]> =>
    (await source().split?.(from, count)) ?? [];

  it.each(tables)("have all rows in their order: %s", async (_, ...statements) => {
    makeSqlite(path(), ...statements);
    const whole = await readValues(source(), from);
    const parts = await split(3);
    expect(parts).toHaveLength(3);
    expect(await readParts(source(), parts)).toEqual(whole);
    const sizes = await Promise.all(parts.map(async (part) => (await readPart(source(), part)).length));
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(4);
  });

  it("have at least 1,000 rows, and are not made of a query", async () => {
    makeSqlite(path(), ...insert(filled("n", 2000), "n"));
    expect(await split(100)).toHaveLength(2);
    const query = { query: "SELECT n FROM t", key: "n" };
    expect(await source().split?.(query, 2)).toEqual([{ from: query }]);
    makeSqlite(path(), "DELETE FROM t WHERE n = 7");
    expect(await split(100)).toEqual([{ from }]);
  });

  it("are resumed within their rows", async () => {
    makeSqlite(path(), ...insert(filled("n", 2000), "n"));
    const [, second] = (await split(2)) as [SourcePart, SourcePart];
    const whole = await readPart(source(), second);
    let row = 0;
    for await (const { rows, cursor = "" } of source().rows(from, { range: second.range })) {
      row += rows.length;
      expect(await readPart(source(), second, { after: { row, cursor } })).toEqual(whole.slice(row));
    }
    expect([row, whole[0]]).toEqual([999, { number: 1, value: { n: 1002 } }]);
  });

  it("are refused if the database has changed since it was split", async () => {
    makeSqlite(path(), ...insert(filled("n", 2000), "n"));
    const [part] = await split(2);
    const version = await source().version();
    const read = () => readPart(source(), part as SourcePart, { version });
    expect(await read()).toHaveLength(1001);
    makeSqlite(path(), "INSERT INTO t VALUES (7)");
    await expect(read()).rejects.toMatchObject({
      code: "source-changed",
      message: expect.stringMatching(
        /^shop\.db has changed since it was split: .*; read a copy .*start over with --no-resume$/,
      ) as string,
    });
  });

  it("are refused if the database changes while one is read", async () => {
    makeSqlite(path(), ...insert(filled("n", 2000), "n"));
    const [part] = await split(2);
    const version = await source().version();
    const read = async () => {
      let read = 0;
      for await (const { rows } of source().rows(from, { range: part?.range, version })) {
        if (read === 0) touch();
        read += rows.length;
      }
    };
    await expect(read()).rejects.toMatchObject({
      code: expect.stringMatching(/^source-(changed|in-use)$/) as string,
    });
  });
}

/** Changes the database as a program does that does not know of the reading. */
function touch(): void {
  const other = new Database(path());
  other.exec("INSERT INTO t VALUES (8)");
  other.close();
}
