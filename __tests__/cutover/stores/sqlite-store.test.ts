import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "node-sqlite3-wasm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sqliteStore } from "../../../cutover/stores/sqlite-store";
import { SqliteSource } from "../../../migrations/sources/sql/sqlite/sqlite-source";

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sqlite-store-"));
  database = new Database(join(folder, "shop.db"));
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true, force: true });
});

function storeOf(table: string, ...keyColumns: string[]) {
  return sqliteStore({ database, mapping: { keyColumns, from: { table } } });
}

it("returns the rows that the migration's source returns", async () => {
  database.exec(
    `CREATE TABLE "all types" (id INTEGER PRIMARY KEY, "a ""b" TEXT, r REAL, b BLOB, n NUMERIC, plain, twice AS (id * 2))`,
  );
  database.exec(`INSERT INTO "all types" VALUES
    (1, 'é', 1.5, x'00ff', 9223372036854775807, NULL), (2, '', -0.0, x'', 12345678901234567890, 5.0),
    (9007199254740993, '9', 1e300, NULL, -9223372036854775808, 'text')`);
  const store = storeOf("all types", "id");
  const found: unknown[] = [];
  for await (const chunk of new SqliteSource(join(folder, "shop.db")).rows({ table: "all types" }))
    found.push(...chunk.rows.map(({ value }) => value));
  expect(found).toHaveLength(3);
  expect(await Promise.all([1, "2", 9007199254740993n].map((key) => store.read(key)))).toEqual(found);
});

it("writes what it reads", async () => {
  database.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, r REAL, b BLOB, n NUMERIC, plain)");
  const store = storeOf("t", "id");
  const row = { id: 1, a: "é", r: 1.5, b: new Uint8Array([0, 255]), n: 9223372036854775807n, plain: null };
  await store.write(1, row);
  expect(await store.read(1)).toEqual(row);
  await store.write(1, { ...row, r: 2, plain: 5, a: "7" });
  expect(await store.read(1)).toEqual({ ...row, r: 2, plain: 5, a: "7" });
});

it("sets the columns that the row has, and no others", async () => {
  database.exec("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT, secret TEXT NOT NULL)");
  database.exec("INSERT INTO t VALUES ('x', 'a', 's')");
  const store = storeOf("t", "id");
  await store.write("x", { id: "x", a: "b" });
  expect(await store.read("x")).toEqual({ id: "x", a: "b", secret: "s" });
  await expect(store.write("y", { id: "y", a: "b" })).rejects.toMatchObject({ code: "SQLITE_ERROR" });
});

it("replaces no row that another constraint would evict", async () => {
  database.exec("CREATE TABLE t (id TEXT PRIMARY KEY, mail TEXT UNIQUE)");
  const store = storeOf("t", "id");
  await store.write("x", { id: "x", mail: "m" });
  await expect(store.write("y", { id: "y", mail: "m" })).rejects.toThrow("UNIQUE");
  expect(await store.read("x")).toEqual({ id: "x", mail: "m" });
});

it("takes keys of several columns, and writes rows without them", async () => {
  database.exec("CREATE TABLE t (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b))");
  const store = storeOf("t", "a", "b");
  await store.write(["x", 1], { v: "1" });
  await store.write(["x", 2], { a: "x", b: 2 });
  await store.write(["x", 2], { a: "x", b: 2 });
  expect(await store.read(["x", "1"])).toEqual({ a: "x", b: 1, v: "1" });
  expect(await store.read(["x", 2])).toEqual({ a: "x", b: 2, v: null });
  await store.delete(["x", 1]);
  await store.delete(["x", 1]);
  expect(await store.read(["x", 1])).toBeUndefined();
  await expect(store.read("x")).rejects.toThrow("a key has 2 values (a, b), got x");
});
