import { expect, it } from "vitest";
import type { RowsFrom } from "../../../../migrations/sources/source";
import type { DatabaseAtTest } from "./database";

/** The cursors of all rows of a table, and their values. */
export async function rowsByKey(database: DatabaseAtTest, from: RowsFrom): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  const source = database.source();
  for (let after: { row: number; cursor: string } | undefined; ;) {
    let next: { row: number; cursor: string } | undefined;
    for await (const { rows, cursor } of source.rows(from, { after })) {
      if (cursor === undefined) break;
      // A page begins with one row, so that its cursor is that of the row.
      found.set(cursor, rows[0]?.value);
      next = { row: rows[0]?.number ?? 0, cursor };
      break;
    }
    if (next === undefined) return found;
    after = next;
  }
}

/** Expects that a lookup returns the rows of `t` that a reading does, by their cursors, and the key's columns alone. */
export async function expectLookedUp(database: DatabaseAtTest, from: RowsFrom, rows: number): Promise<void> {
  const read = await rowsByKey(database, { table: "t" });
  const lookup = await database.source().lookup?.(from);
  if (!lookup) throw new Error("the source has no lookup");
  const found = await lookup.rowsAt([...read.keys()]);
  expect(new Map(found.map(({ key, value }) => [key, value]))).toEqual(read);
  expect(read.size).toBe(rows);
  for (const [key, value] of read) {
    const names = lookup.keyColumns.map((name) => [name, (value as Record<string, unknown>)[name]]);
    expect(lookup.keyRow(key)).toEqual(Object.fromEntries(names));
  }
  await lookup.close();
}

/** What holds for the lookup of any kind of database. */
export function lookupFacts(database: DatabaseAtTest): void {
  const lookupOf = async (from: RowsFrom) => {
    const lookup = await database.source().lookup?.(from);
    if (!lookup) throw new Error("the source has no lookup");
    return lookup;
  };

  it.each<[string, RowsFrom]>([
    ["a table", { table: "users" }],
    ["a query", { query: "SELECT id, name FROM users -- all", key: "id" }],
  ])("sees in %s what was committed before each call", async (_of, from) => {
    await database.holdingUsers();
    const lookup = await lookupOf(from);
    await database.query("DELETE FROM users WHERE id = 1", "UPDATE users SET name = 'z' WHERE id = 2");
    expect(await lookup.rowsAt(['["1"]', '["2"]', '["9"]'])).toEqual([
      { key: '["2"]', value: { id: 2, name: "z" } },
    ]);
    await database.query("INSERT INTO users VALUES (9, 'n')");
    expect(await lookup.rowsAt(['["9"]'])).toEqual([{ key: '["9"]', value: { id: 9, name: "n" } }]);
    expect(await lookup.rowsAt([])).toEqual([]);
    await lookup.close();
  });

  it("does not keep the table from being changed", async () => {
    await database.holdingUsers();
    const lookup = await lookupOf({ table: "users" });
    await lookup.rowsAt(['["1"]']);
    await database.query("ALTER TABLE users ADD age INT");
    await lookup.close();
  });

  it("connects again after the connection was lost", async () => {
    await database.holdingUsers();
    const lookup = await lookupOf({ table: "users" });
    await database.query(database.kind.hangUp);
    await expect(lookup.rowsAt(['["1"]'])).rejects.toMatchObject({ code: "source-lost" });
    expect(await lookup.rowsAt(['["1"]'])).toHaveLength(1);
    await lookup.close();
  });

  it("adds columns to the key, which does not change which rows are found", async () => {
    await database.holding(
      "CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(20), code INT NOT NULL UNIQUE, name VARCHAR(20) UNIQUE)",
      "INSERT INTO t VALUES (1, 'a', 10, 'x'), (2, NULL, 20, NULL), (3, 'c', 30, NULL)",
    );
    const lookup = await database.source().lookup?.({ table: "t" }, undefined, ["mail", "id"]);
    if (!lookup) throw new Error("the source has no lookup");
    expect(lookup.keyColumns).toEqual(["id", "mail"]);
    expect([...lookup.uniqueKeys].sort()).toEqual([["code"], ["id"], ["id"]]);
    const found = await lookup.rowsAt(['["1","a"]', '["1","before"]', '["2","before"]', '["9",null]']);
    expect(found.map(({ key }) => key).sort()).toEqual(['["1","a"]', '["2",null]']);
    expect(lookup.keyRow('["2",null]')).toEqual({ id: 2, mail: null });
    await lookup.close();
  });

  it("adds no columns to the key of a query", async () => {
    await database.holdingUsers();
    const from = { query: "SELECT id, name FROM users", key: "id" };
    const lookup = await database.source().lookup?.(from, undefined, ["name"]);
    expect(lookup?.keyColumns).toEqual(["id"]);
    await lookup?.close();
  });

  it("refuses a query with several rows at one key", async () => {
    await database.holdingUsers();
    const lookup = await lookupOf({ query: "SELECT 7 AS id, name FROM users", key: "id" });
    await expect(lookup.rowsAt(['["7"]'])).rejects.toMatchObject({ code: "source-key-not-unique" });
    await lookup.close();
  });

  it("refuses a key that the source cannot have returned", async () => {
    await database.holdingUsers();
    const lookup = await lookupOf({ table: "users" });
    await expect(lookup.rowsAt(['["1","2"]'])).rejects.toMatchObject({ code: "source-wrong-cursor" });
    await lookup.close();
  });
}
