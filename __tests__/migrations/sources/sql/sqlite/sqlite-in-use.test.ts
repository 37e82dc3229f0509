import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SqliteDriver } from "../../../../../migrations/sources/sql/sqlite/sqlite-connection";
import {
  loadSqliteDriver,
  type SqliteDriverLoaders,
} from "../../../../../migrations/sources/sql/sqlite/sqlite-driver";
import { SqliteFileState } from "../../../../../migrations/sources/sql/sqlite/sqlite-file-state";
import { SqliteSource } from "../../../../../migrations/sources/sql/sqlite/sqlite-source";
import { loadSqliteWasm } from "../../../../../migrations/sources/sql/sqlite/sqlite-wasm-driver";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { readRows } from "../../read-rows";
import { nativeWriter, snapshotDrivers } from "./sqlite-drivers";
import { makeSqlite } from "./sqlite-file";

const folder = useTemporaryFolder();
const path = () => join(folder(), "shop.db");
const from = { table: "t" };
const rows = 500;
const fill = [
  "CREATE TABLE t (id INTEGER PRIMARY KEY, a)",
  `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${rows}) INSERT INTO t SELECT n, 'before' FROM n`,
];

/** Reads all rows, and lets something happen after each chunk. */
async function readWhile(driver: SqliteDriver, happens: (chunk: number) => void | Promise<void>) {
  const read: unknown[] = [];
  const source = new SqliteSource(path(), "shop.db", () => driver);
  try {
    for await (const chunk of source.rows(from)) {
      read.push(...chunk.rows.map(({ value }) => value));
      await happens(read.length / 50);
    }
    return { read };
  } catch (error) {
    return { read, error };
  }
}

const before = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, a: "before" }));

describe("a SQLite database in use", async () => {
  describe.each(await snapshotDrivers())("through $name", inUse);
  describe.each([await loadSqliteWasm()])("through $name", refused);
});

function inUse(driver: SqliteDriver): void {
  it("is read as it was at the start, whatever is written meanwhile", async () => {
    makeSqlite(path(), ...fill);
    const writer = await nativeWriter(path());
    writer.exec("PRAGMA journal_mode = WAL");
    const { read, error } = await readWhile(driver, (chunk) => {
      writer.exec(`UPDATE t SET a = 'after ${chunk}'; DELETE FROM t WHERE id % 7 = ${chunk}`);
      writer.exec(`INSERT INTO t VALUES (${-chunk}, 'new'), (${1000 + chunk}, 'new')`);
    });
    writer.close();
    expect(error).toBeUndefined();
    expect(read).toEqual(before(rows));
  });

  it("is read with what is in its write-ahead log only", async () => {
    const writer = await nativeWriter(path());
    writer.exec("PRAGMA journal_mode = WAL");
    for (const statement of fill) writer.exec(statement);
    const { read } = await readWhile(driver, () => {});
    writer.close();
    expect(read).toEqual(before(rows));
  });

  it("keeps programs from writing if its changes would not be apart from it", async () => {
    makeSqlite(path(), ...fill);
    const writer = await nativeWriter(path());
    const refusals: unknown[] = [];
    const { read } = await readWhile(driver, () => {
      try {
        writer.exec("PRAGMA busy_timeout = 1; UPDATE t SET a = 'after'");
      } catch (error) {
        refusals.push((error as Error).message);
      }
    });
    writer.close();
    expect(read).toEqual(before(rows));
    expect(refusals).toEqual(Array(rows / 50).fill("database is locked"));
  });

  it("waits for nothing of its own: two readings at a time see the same", async () => {
    makeSqlite(path(), ...fill);
    const all = await Promise.all([readWhile(driver, () => {}), readWhile(driver, () => {})]);
    expect(all.map(({ read }) => read.length)).toEqual([rows, rows]);
  });
}

function refused(driver: SqliteDriver): void {
  const remedy = `read a copy (sqlite3 'shop.db' "VACUUM INTO 'copy.db'"), use Node.js 22.13 or later, or npm install better-sqlite3`;

  it.each([
    ["-wal", "a write-ahead log"],
    ["-journal", "a rollback journal"],
  ])("is refused before a row is read if it has content in %s", async (ending) => {
    makeSqlite(path(), ...fill);
    await writeFile(path() + ending, "");
    expect((await readWhile(driver, () => {})).read).toHaveLength(rows);
    await writeFile(path() + ending, "x");
    expect(await readWhile(driver, () => {})).toMatchObject({
      read: [],
      error: {
        code: "source-in-use",
        message: `shop.db is in use, or was not closed properly: shop.db${ending} is not empty; ${remedy}`,
      },
    });
  });

  it("stops before it hands on a row that was read after a change", async () => {
    makeSqlite(path(), ...fill);
    const { read, error } = await readWhile(driver, (chunk) => {
      if (chunk === 3) makeSqlite(path(), "UPDATE t SET a = 'after'");
    });
    expect(read).toEqual(before(150));
    expect(error).toMatchObject({
      code: "source-in-use",
      message: `shop.db changed while it was read; ${remedy}`,
    });
  });

  it.each<[string, () => void | Promise<void>]>([
    ["a later time", () => utimes(path(), new Date(0), new Date(1000))],
    ["a write-ahead log", () => writeFile(`${path()}-wal`, "x")],
    ["a rollback journal", () => writeFile(`${path()}-journal`, "x")],
  ])("stops if the database gets %s", async (_what, change) => {
    makeSqlite(path(), ...fill);
    const { read, error } = await readWhile(driver, (chunk) => (chunk === 1 ? change() : undefined));
    expect(read).toEqual(before(50));
    expect(error).toMatchObject({ code: "source-in-use" });
  });

  it("stops if it changes while the last rows are read", async () => {
    makeSqlite(path(), ...fill);
    const { read, error } = await readWhile(driver, (chunk) => {
      if (chunk === rows / 50) makeSqlite(path(), "INSERT INTO t VALUES (1000, 'late')");
    });
    expect(read).toHaveLength(rows);
    expect(error).toMatchObject({ code: "source-in-use" });
  });

  it("leaves nothing behind and asks for no lock beside the database", async () => {
    makeSqlite(path(), ...fill);
    await mkdir(`${path()}.lock`);
    expect((await readWhile(driver, () => {})).read).toHaveLength(rows);
    expect(await readdir(folder())).toEqual(["shop.db", "shop.db.lock"]);
  });

  it.each([
    ["READ", 1073741826],
    ["WRITE", 1073741824],
  ])("is refused while another process holds a lock to %s", async (kind, start) => {
    makeSqlite(path(), ...fill);
    const { ino } = await stat(path());
    const locks = join(folder(), "locks");
    await writeFile(locks, `1: POSIX  ADVISORY  ${kind}  4711 fe:00:${ino} ${start} ${start}\n`);
    const message = `shop.db is in use: another program holds a lock on it; ${remedy}`;
    expect(() => SqliteFileState.atRest(path(), "shop.db", locks)).toThrow(message);
  });

  it("is read while another file, or a byte of its content, is locked", async () => {
    makeSqlite(path(), ...fill);
    const { ino } = await stat(path());
    const locks = join(folder(), "locks");
    const others = [`fe:00:${ino + 1} 1073741826 1073742335`, `fe:00:${ino} 0 EOF`];
    await writeFile(locks, others.map((other) => `1: POSIX  ADVISORY  READ 4711 ${other}\n`).join(""));
    expect(SqliteFileState.atRest(path(), "shop.db", locks)).toBeDefined();
  });
}

describe("the driver of a SQLite source", () => {
  const driver = (name: string) => ({ name }) as SqliteDriver;
  const missing = () =>
    Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" }));
  const all: SqliteDriverLoaders = {
    node: () => driver("node"),
    better: () => driver("better"),
    wasm: () => driver("wasm"),
  };
  const none: SqliteDriverLoaders = { node: () => undefined, better: missing, wasm: missing };

  it.each<[string, Partial<SqliteDriverLoaders>]>([
    ["node", all],
    ["better", { better: all.better, wasm: all.wasm }],
    ["wasm", { wasm: all.wasm }],
    ["wasm", { better: () => Promise.reject(new Error("another ABI")), wasm: all.wasm }],
  ])("is %s if the ones before it cannot be loaded", async (name, loaders) => {
    expect(await loadSqliteDriver({ ...none, ...loaders })).toEqual(driver(name));
  });

  it.each<[string, Partial<SqliteDriverLoaders>, string, string]>([
    ["is missing", {}, "source-driver-missing", "a sqlite source needs a driver: use"],
    [
      "cannot be loaded",
      { better: () => Promise.reject(new Error("another ABI")) },
      "source-driver-broken",
      "no driver of sqlite sources can be loaded: another ABI; use",
    ],
  ])("is named in an error if it %s", async (_how, loaders, code, message) => {
    makeSqlite(path(), ...fill);
    const source = new SqliteSource(path(), "shop.db", () => loadSqliteDriver({ ...none, ...loaders }));
    const remedy = "Node.js 22.13 or later, or npm install better-sqlite3 (or node-sqlite3-wasm)";
    expect((await readRows(source, from)).error).toMatchObject({ code, message: `${message} ${remedy}` });
  });
});
