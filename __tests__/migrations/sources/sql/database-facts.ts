import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { RowsFrom } from "../../../../migrations/sources/source";
import type { DatabaseAtTest } from "./database";
import { readRows, readValues } from "../read-rows";

/** What holds for a source that reads any kind of database. */
export function databaseFacts(database: DatabaseAtTest): void {
  const { kind } = database;

  it("numbers the rows of a table from 1, in the order of its primary key", async () => {
    await database.holdingUsers();
    expect(await readRows(database.source(), { table: "users" })).toEqual({
      rows: [
        { number: 1, value: { id: 1, name: "a" } },
        { number: 2, value: { id: 2, name: "b" } },
        { number: 3, value: { id: 3, name: "c" } },
      ],
      fractionRead: 1,
    });
  });

  it("reads a query in the order of its key, whatever it ends with", async () => {
    await database.holdingUsers();
    const query = "SELECT -id AS n, upper(name) AS name FROM users WHERE id > 1 -- not the first\n ; ";
    expect(await readValues(database.source(), { query, key: "n" })).toEqual([
      { n: -3, name: "C" },
      { n: -2, name: "B" },
    ]);
  });

  it("has no row of a table without any", async () => {
    await database.holding("CREATE TABLE none (id INT PRIMARY KEY)");
    expect(await readRows(database.source(), { table: "none" })).toEqual({
      rows: [],
      fractionRead: undefined,
    });
  });

  it("sees the database as it was when the reading began", async () => {
    await database.holding(...kind.big(300, 20_000));
    const ids: number[] = [];
    for await (const { rows } of database.source().rows({ table: "big" })) {
      if (ids.length === 0)
        await database.query("INSERT INTO big VALUES (1000, '')", "DELETE FROM big WHERE id = 300");
      ids.push(...rows.map(({ value }) => (value as { id: number }).id));
    }
    expect(ids).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it("does not write, whatever the query says", async () => {
    await database.holding("CREATE SEQUENCE counter");
    const from = { query: `SELECT ${kind.nextNumber} AS id`, key: "id" };
    expect(await readRows(database.source(), from)).toMatchObject({
      error: { message: expect.stringMatching(/read.only transaction/i) as string },
    });
  });

  it("continues after a row that is no longer there", async () => {
    await database.holdingUsers();
    const after = { row: 2, cursor: '["2"]' };
    await database.query("DELETE FROM users WHERE id = 2");
    const rows = [];
    for await (const chunk of database.source().rows({ query: "SELECT * FROM users", key: "id" }, { after }))
      rows.push(...chunk.rows);
    expect(rows).toEqual([{ number: 3, key: '["3"]', value: { id: 3, name: "c" } }]);
  });

  it.each(["x", "[1]", '["1","2"]'])("refuses the cursor %s", async (cursor) => {
    await database.holdingUsers();
    await expectWrongCursor(database, cursor);
  });

  it("has another version once a column has changed", async () => {
    await database.holdingUsers();
    const before = await database.source().version({ table: "users" });
    expect(before).toMatch(/^2 columns, layout [\da-f]{12}$/);
    await database.query("INSERT INTO users VALUES (4, 'd')");
    expect(await database.source().version({ table: "users" })).toBe(before);
    await database.query("ALTER TABLE users ADD age INT");
    expect(await database.source().version({ table: "users" })).not.toBe(before);
  });

  it("has another version once the key has changed", async () => {
    const make = (key: string) => `CREATE TABLE t (a INT, b INT, PRIMARY KEY (${key}))`;
    await database.holding(make("a, b"));
    const before = await database.source().version({ table: "t" });
    await database.holding(make("b, a"));
    expect(await database.source().version({ table: "t" })).not.toBe(before);
  });

  it.each<[string, RowsFrom, string, (place: string) => string]>([
    [
      "a table that is not there",
      { table: "user" },
      "source-wrong-shape",
      (db) => `${db} has no table "user"; did you mean "users"? It has: logs, users, v`,
    ],
    [
      "a table without a primary key",
      { table: "logs" },
      "source-wrong-shape",
      (db) =>
        `${db}: logs has no primary key, which its rows are read by; take them by { query: SELECT * FROM logs, key: ... }, whose key is a column that differs in every row`,
    ],
    [
      "a view",
      { table: "v" },
      "source-wrong-shape",
      (db) =>
        `${db}: v has no primary key, which its rows are read by; take them by { query: SELECT * FROM v, key: ... }, whose key is a column that differs in every row`,
    ],
    [
      "a key that is not there",
      { query: "SELECT * FROM users", key: "ids" },
      "source-wrong-shape",
      (db) => `${db}: the query has no column "ids"; did you mean "id"? It has: id, name`,
    ],
    [
      "a key that is not one",
      { query: "SELECT * FROM logs", key: "at" },
      "source-key-not-unique",
      (db) =>
        `a query of ${db} has several rows whose key is "7"; its key must be a column that differs in every row`,
    ],
    [
      "a key that is null",
      { query: "SELECT NULLIF(id, 2) AS id FROM users WHERE id = 2", key: "id" },
      "source-key-not-unique",
      (db) =>
        `a query of ${db} has rows whose key is null; its key must be a column that differs in every row`,
    ],
  ])("refuses %s", async (_what, from, code, message) => {
    await database.holdingUsers();
    await expectRefusal(database, from, code, message(database.place));
  });

  it("says what to check where no server runs", async () => {
    const nowhere = database.source((url) => url.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1"));
    expect(await readRows(nowhere, { table: "users" })).toMatchObject({
      error: {
        code: "source-unreachable",
        message:
          "127.0.0.1:1/shop cannot be reached (ECONNREFUSED); check that a server runs at 127.0.0.1 on port 1, and the way there",
      },
    });
  });

  it("says what to check where the server does not encrypt", async () => {
    const { mode, modes } = kind.form.tls;
    const encrypted = database.source((url) => `${url}?${mode}=${modes[1]}`);
    expect(await readRows(encrypted, { table: "users" })).toMatchObject({
      error: {
        code: "source-refused",
        message: `${database.place} does not encrypt connections; turn it on there, or leave ${mode} away where the network is safe`,
      },
    });
  });

  it.each<[string, number, RowsFrom]>([
    ["within a table", 0, { table: "big" }],
    ["within a query", 0, { query: "SELECT * FROM big", key: "id" }],
    ["while a table's rows are written", 200, { table: "big" }],
  ])("says what to check where the connection is lost %s", async (_when, waitMs, from) => {
    await database.holding(...kind.big(50, 500_000));
    const read = (async () => {
      for await (const { rows } of database.source().rows(from)) {
        if (rows.length === 0) continue;
        await database.query(kind.hangUp);
        await sleep(waitMs);
      }
    })();
    await expect(read).rejects.toMatchObject({
      code: "source-lost",
      message: expect.stringMatching(
        /^the connection to \S+ was lost \(.+\); check that the server runs and the network holds, and run again$/,
      ) as string,
    });
  });

  it("ends with an interruption when it is aborted, at once or while a query runs", async () => {
    await database.holdingUsers();
    const interrupted = { rows: [], error: { kind: "interrupted" } };
    const aborted = readRows(database.source(), { table: "users" }, AbortSignal.abort());
    expect(await aborted).toMatchObject(interrupted);
    const slow = { query: kind.slow, key: "id" };
    expect(await readRows(database.source(), slow, AbortSignal.timeout(1000))).toMatchObject(interrupted);
  });

  it("ends with an interruption when it is aborted between the rows of a query", async () => {
    await database.holding(...kind.big(50, 500_000));
    const abort = new AbortController();
    const from = { query: "SELECT * FROM big", key: "id" };
    const read = (async () => {
      for await (const { rows } of database.source().rows(from, { signal: abort.signal }))
        if (rows.length > 0) abort.abort();
    })();
    await expect(read).rejects.toMatchObject({ kind: "interrupted" });
  });

  it("names the package that is missing", async () => {
    const cause = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
    const without = kind.withoutDriver(database.address(), cause);
    expect(await readRows(without, { table: "users" })).toMatchObject({
      error: {
        code: "source-driver-missing",
        message: `a ${kind.form.protocols[0]} source needs a package that is not installed: npm install ${kind.driver}`,
      },
    });
  });

  it("names the table, or says that there is a query, without user and password", () => {
    expect(database.source().describe({ table: "users" })).toBe(`${database.place} users`);
    expect(database.source().describe({ query: "SELECT 1", key: "id" })).toBe(`a query of ${database.place}`);
  });
}

/** Expects that a reading cannot begin, and why. */
export async function expectRefusal(
  database: DatabaseAtTest,
  from: RowsFrom,
  code: string,
  message: string,
): Promise<void> {
  expect(await readRows(database.source(), from)).toMatchObject({
    rows: [],
    error: { kind: "unreachable", code, message: expect.stringContaining(message) as string },
  });
}

export async function expectWrongCursor(database: DatabaseAtTest, cursor: string): Promise<void> {
  const stream = database.source().rows({ table: "users" }, { after: { row: 1, cursor } });
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "source-wrong-cursor",
    message: `${cursor} is not a position that this source can resume from; start over with --no-resume`,
  });
}

/** Expects that somebody or some database is refused, that the message says so, and that it holds no password. */
export async function expectRefusedLogin(
  database: DatabaseAtTest,
  change: (url: string) => string,
  message: string,
): Promise<void> {
  const source = database.source(change);
  const { error } = await readRows(source, { table: "users" });
  expect(error).toMatchObject({ code: "source-refused", message });
  expect(JSON.stringify(error)).not.toContain(database.address(change).password);
  await expect(source.version({ table: "users" })).rejects.toMatchObject({ code: "source-refused" });
}
