import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postgresStore } from "../../../cutover/stores/postgres-store";
import { DatabaseAddress } from "../../../migrations/sources/sql/database-address";
import { postgresForm } from "../../../migrations/sources/sql/postgres/postgres-connection";
import { PostgresSource } from "../../../migrations/sources/sql/postgres/postgres-source";
import type { RowObject } from "../../../migrations/items/row";
import type { RunningDatabase } from "../../emulators/database-server";
import { findPostgres } from "../../emulators/postgres";
import { describeWith } from "../../emulators/real-part";

const types = `id int PRIMARY KEY, big bigint, n numeric, f real, r double precision, t text, b bytea, j json, jb jsonb,
  day date, at timestamp, moment timestamptz, span interval, u uuid, flag boolean, list int[], texts text[][], c char(5),
  ip inet`;

describeWith("postgresStore", findPostgres, (postgres) => {
  let database: RunningDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await postgres.start();
    // A session with settings of its own, as applications have.
    pool = new Pool({
      ...{ connectionString: database.url, max: 4 },
      options:
        "-c timezone=Asia/Kolkata -c datestyle=German -c bytea_output=escape -c intervalstyle=postgres",
    });
    // The server may stop while the last connections still close.
    pool.on("error", () => {});
    await database.query(`CREATE TABLE every (${types})`, `CREATE TABLE copy (${types})`);
    await database.query(
      `INSERT INTO every VALUES
       (1, 9223372036854775807, 12345678901234567890.12345678901234567890, 0.1, 1e100, 'é''"', '\\x00ff',
        '{"n": 12345678901234567890}', '[1.50, null]', '2024-02-29', '2024-01-31 10:11:12.123456',
        '2024-10-27 00:30:00.5+00', '1 day 02:03:04', '123e4567-e89b-12d3-a456-426614174000', true,
        '{1,NULL,3}', '{{a,"b c"},{"d\\"",""}}', 'abc', '10.0.0.1'),
       (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    );
  });
  afterAll(async () => {
    await pool.end();
    await database.stop();
  });

  function storeOf(table: string, ...keyColumns: string[]) {
    return postgresStore({ pool, mapping: { keyColumns, from: { table } } });
  }

  async function rowsOfSource(table: string): Promise<RowObject[]> {
    const found: RowObject[] = [];
    const address = DatabaseAddress.parse(database.url, postgresForm, ".");
    for await (const chunk of new PostgresSource(address).rows({ table }))
      found.push(...chunk.rows.map(({ value }) => value as RowObject));
    return found;
  }

  it("returns the rows that the migration's source returns", async () => {
    const rows = await rowsOfSource("every");
    const store = storeOf("every", "id");
    expect(rows).toHaveLength(2);
    expect(await Promise.all([1, "2"].map((key) => store.read(key)))).toEqual(rows);
    expect(await store.read(4)).toBeUndefined();
  });

  it("leaves the settings of the session as they are", async () => {
    await storeOf("every", "id").read(1);
    expect((await pool.query("SHOW timezone")).rows).toEqual([{ TimeZone: "Asia/Kolkata" }]);
  });

  it("writes the rows that it reads, twice", async () => {
    const rows = await rowsOfSource("every");
    const store = storeOf("copy", "id");
    for (const row of [...rows, ...rows]) await store.write(row["id"] as number, row);
    expect(await rowsOfSource("copy")).toEqual(rows);
  });

  it("sets the columns that the row has, and no others", async () => {
    await database.query("CREATE TABLE users (id text PRIMARY KEY, a text, secret text NOT NULL)");
    await database.query("INSERT INTO users VALUES ('x', 'a', 's')");
    const store = storeOf("users", "id");
    await store.write("x", { id: "x", a: "b" });
    expect(await store.read("x")).toEqual({ id: "x", a: "b", secret: "s" });
    await expect(store.write("y", { id: "y" })).rejects.toMatchObject({ code: "23502" });
  });

  it("takes keys of several columns with names that need quotes", async () => {
    await database.query('CREATE TABLE "A""b" ("k ""1" text, k2 bigint, v text, PRIMARY KEY ("k ""1", k2))');
    const store = storeOf('A"b', 'k "1', "k2");
    await store.write(["' OR 1 = 1 -- ", 9007199254740993n], { v: "1" });
    expect(await store.read(["' OR 1 = 1 -- ", "9007199254740993"])).toMatchObject({ v: "1" });
    await store.delete(["' OR 1 = 1 -- ", 9007199254740993n]);
    expect(await store.read(["' OR 1 = 1 -- ", 9007199254740993n])).toBeUndefined();
  });

  it("says which table does not exist", async () => {
    await expect(storeOf("none", "id").read(1)).rejects.toThrow("the database has no table none");
  });
});
