import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { Database } from "node-sqlite3-wasm";
import { describe, expect, it } from "vitest";
import type { RowsFrom } from "../../../../../migrations/sources/source";
import type { SqliteDriver } from "../../../../../migrations/sources/sql/sqlite/sqlite-connection";
import { isCertain, textLengthSql } from "../../../../../migrations/sources/sql/sqlite/sqlite-text";
import { SqliteSource } from "../../../../../migrations/sources/sql/sqlite/sqlite-source";
import { loadSqliteWasm } from "../../../../../migrations/sources/sql/sqlite/sqlite-wasm-driver";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { resumeFromEverywhere } from "../../resume-anywhere";
import { readRows } from "../../read-rows";
import { snapshotDrivers, sqliteDrivers } from "./sqlite-drivers";
import { makeSqlite } from "./sqlite-file";
import { utf16Databases } from "./utf16-databases";

const folder = useTemporaryFolder();
const path = () => join(folder(), "shop.db");
const table: RowsFrom = { table: "t" };
const notUtf8 = "holds text that is not UTF-8; the row shows its bytes in base64";
const query: RowsFrom = { query: "SELECT * FROM t", key: "id" };

describe("the text of a SQLite database", async () => {
  describe.each(await sqliteDrivers())("through $name", facts);
});

function facts(driver: SqliteDriver): void {
  const source = () => new SqliteSource(path(), "shop.db", () => driver);

  it.each([
    ["of a table", table],
    ["of a query", query],
  ])("%s makes its row malformed if it is not UTF-8, and no other", async (_what, from) => {
    makeSqlite(
      path(),
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)",
      "INSERT INTO t VALUES (1, 'a', 'b'), (2, 'ok', CAST(x'636166e9' AS TEXT)), (3, 'ü', x'e9'), (4, CAST(x'c181' AS TEXT), 'b')",
    );
    expect((await readRows(source(), from)).rows).toMatchObject([
      { number: 1, value: { id: 1, a: "a", b: "b" } },
      {
        number: 2,
        malformed: `b ${notUtf8}`,
        value: { id: 2, a: "ok", b: Uint8Array.of(0x63, 0x61, 0x66, 0xe9) },
      },
      { number: 3, value: { id: 3, a: "ü", b: Uint8Array.of(0xe9) } },
      { number: 4, malformed: `a ${notUtf8}`, value: { id: 4, a: Uint8Array.of(0xc1, 0x81), b: "b" } },
    ]);
  });

  it("is malformed in a row exactly if its bytes are not UTF-8, whatever they are", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 24 }),
      fc.string({ unit: "grapheme" }).map((text) => new Uint8Array(Buffer.from(text))),
      fc
        .array(
          fc.constantFrom(0xc1, 0x81, 0xe9, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0xef, 0xbf, 0xbd, 0x1f, 65),
          {
            maxLength: 6,
          },
        )
        .map((all) => Uint8Array.from(all)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(bytes, bytes), { maxLength: 100 }), async (all) => {
        makeSqlite(path(), "DROP TABLE IF EXISTS t", "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)");
        const database = new Database(path());
        database.exec("BEGIN");
        for (const [a, b] of all)
          database.run("INSERT INTO t (a, b) VALUES (CAST(? AS TEXT), CAST(? AS TEXT))", [a, b]);
        database.exec("COMMIT");
        database.close();
        const { rows } = await readRows(source(), table);
        const read = rows.map(({ value, malformed }) => ({
          ...(value as object),
          isMalformed: malformed !== undefined,
        }));
        expect(read).toEqual(all.map(([a, b], index) => rowOf(index + 1, a, b)));
      }),
      // WebAssembly reads C1 and the NUL after it as "@", 80 with three bytes after it, and NUL as the end.
      {
        numRuns: 25,
        examples: [[0xc1], [0x80], [0]].map((last) => [[[Uint8Array.from([]), Uint8Array.from(last)]]]),
      },
    );
  });

  it("is in doubt in each row whose last byte begins a character, whatever follows it in memory", async () => {
    makeSqlite(path(), "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)");
    const database = new Database(path());
    database.exec("BEGIN");
    for (let last = 0x80; last <= 0xff; last++)
      for (const before of ["", "a", "0123456789abcde"])
        for (let next = 1; next < 64; next += 7)
          database.run("INSERT INTO t (a, b) VALUES (CAST(? AS TEXT), CAST(? AS TEXT))", [
            Uint8Array.from([...Buffer.from(before), last]),
            Uint8Array.from([next, next + 1, 1]),
          ]);
    database.exec("COMMIT");
    database.close();
    const connection = await driver.open(path(), "shop.db");
    const check = textLengthSql(["q.a", "q.b"], connection);
    const rows = [...connection.rows(`SELECT q.a AS a, q.b AS b, ${check} AS c FROM t AS q`)];
    await connection.close();
    expect(rows).toHaveLength(128 * 3 * 9);
    expect(rows.filter((cells) => isCertain(cells, 2, cells[2], connection))).toEqual([]);
  });

  function rowOf(id: number, a: Uint8Array, b: Uint8Array) {
    const read = (bytes: Uint8Array): string | Uint8Array => {
      const text = Buffer.from(bytes).toString();
      return Buffer.from(text).equals(bytes) ? text : new Uint8Array(bytes);
    };
    const [textA, textB] = [read(a), read(b)];
    const isMalformed = [textA, textB].some((text) => typeof text !== "string" || text.includes("\0"));
    return { id, a: textA, b: textB, isMalformed };
  }

  it.each([
    ["a table", table],
    ["a query", query],
  ])(
    "of %s is read on from wherever it was left, before and after text that needs its bytes checked",
    async (_what, from) => {
      makeSqlite(
        path(),
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a)",
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 220) INSERT INTO t SELECT n, CASE n WHEN 120 THEN 'ü' || char(65533) ELSE n || '' END FROM n",
      );
      expect(await resumeFromEverywhere(source(), from)).toBe(5);
    },
  );

  it("is checked from the first row on if rows before it have no place", async () => {
    makeSqlite(
      path(),
      "CREATE TABLE t (rowid, _rowid_, oid)",
      "INSERT INTO t VALUES (1, 'a', 1), (2, 'ü�', 2), (3, CAST(x'ff' AS TEXT), 3)",
    );
    expect((await readRows(source(), table)).rows).toMatchObject([
      { number: 1, value: { _rowid_: "a" } },
      { number: 2, value: { _rowid_: "ü�" } },
      { number: 3, malformed: `_rowid_ ${notUtf8}` },
    ]);
  });
}

describe.each(utf16Databases)("a SQLite database in %s", async (_encoding, content) => {
  it.each(await snapshotDrivers())(
    "is read by $name, and half a surrogate pair is malformed",
    async (driver) => {
      await writeFile(path(), content);
      const source = new SqliteSource(path(), "shop.db", () => driver);
      expect((await readRows(source, table)).rows).toMatchObject([
        { number: 1, value: { id: 1, a: "ä😀" } },
        { number: 2, malformed: "a holds text that is not UTF-16; the row shows its bytes in base64" },
      ]);
    },
  );

  it("is refused with node-sqlite3-wasm, which cannot read it", async () => {
    await writeFile(path(), content);
    const source = new SqliteSource(path(), "shop.db", () => loadSqliteWasm());
    expect((await readRows(source, table)).error).toMatchObject({
      code: "source-unreadable",
      message:
        "shop.db holds its text in UTF-16, which node-sqlite3-wasm cannot read; use Node.js 22.13 or later, or npm install better-sqlite3",
    });
  });
});
