import { expect, it } from "vitest";
import type { HeldState, SourceRow } from "../../../../../migrations/sources/source";
import { findPostgres } from "../../../../emulators/postgres";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, postgresKind } from "../database";
import { readPart, readParts, readValues } from "../../read-rows";

describeWith("a snapshot of PostgreSQL that is held", findPostgres, (postgres) => {
  const database = DatabaseAtTest.of(postgresKind, postgres);
  const from = { table: "t" };
  const hold = async () => (await database.source().hold?.()) as HeldState;

  it("is read by other sessions, whatever is written meanwhile", async () => {
    await database.holding(
      "CREATE TABLE t (id bigint PRIMARY KEY, name text)",
      "INSERT INTO t SELECT n * 9000000000000 - 9223372036854775807, 'n' || n FROM generate_series(1, 2000) AS n",
    );
    const before = await readValues(database.source(), from);
    const held = await hold();
    const parts = (await database.source().split?.(from, 2)) ?? [];
    const first = await readPart(database.source(), { from, ...parts[0] });
    const { id } = (first.at(-1) as SourceRow).value as { id: number };
    await database.query(
      `DELETE FROM t WHERE id = ${id}`,
      "UPDATE t SET name = 'changed'",
      "INSERT INTO t VALUES (-9223372036854775808, 'first'), (9223372036854775807, 'last')",
    );
    const read = async (state?: string) => {
      const rows = await Promise.all(parts.map((part) => readPart(database.source(), part, { state })));
      return rows.flat().map(({ value }) => value);
    };
    expect(parts).toHaveLength(2);
    expect(await read(held.id)).toEqual(before);
    const now = await readParts(database.source(), parts);
    expect([now.length, now[0]]).toEqual([2001, { id: expect.anything() as unknown, name: "first" }]);
    await held.close();
  });

  it("ends with the session that holds it", async () => {
    await database.holding("CREATE TABLE t (id int PRIMARY KEY)");
    const held = await hold();
    expect(await readPart(database.source(), { from }, { state: held.id })).toEqual([]);
    await held.close();
    await expect(readPart(database.source(), { from }, { state: held.id })).rejects.toMatchObject({
      code: "source-state-lost",
      message: expect.stringMatching(/can no longer be used \(.*\); repeat the command/) as string,
    });
  });

  it("is none of a server that has no such snapshots", async () => {
    await database.holding(
      "CREATE FUNCTION public.pg_export_snapshot() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE feature_not_supported; END $$",
      "ALTER DATABASE CURRENT SET search_path = public, pg_catalog".replace(
        "CURRENT",
        database.address().database ?? "",
      ),
    );
    try {
      expect(await hold()).toBeUndefined();
    } finally {
      await database.query("DROP FUNCTION public.pg_export_snapshot()");
    }
  });
});
