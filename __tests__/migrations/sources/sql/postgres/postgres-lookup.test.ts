import { it } from "vitest";
import { findPostgres } from "../../../../emulators/postgres";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, postgresKind } from "../database";
import { expectLookedUp, lookupFacts } from "../lookup-facts";

describeWith("the lookup of PostgreSQL", findPostgres, (postgres) => {
  const database = DatabaseAtTest.of(postgresKind, postgres);

  lookupFacts(database);

  it.each<[type: string, ...literals: string[]]>([
    ["int8", "'-9223372036854775808'", "7"],
    ["text", "'A'", "'a '"],
    ["char(4)", "'a'"],
    ["uuid", "'123e4567-e89b-12d3-a456-426614174000'"],
    ["timestamptz", "'2024-02-29 12:00:00.000001+02'", "'infinity'"],
    ["numeric", "1.50", "-12345678901234567890.1"],
    ["boolean", "true", "false"],
    ["bytea", "'\\x00ff'"],
  ])("finds rows by a key of %s", async (type, ...literals) => {
    await database.holding(`CREATE TABLE t (k ${type}, n int, v text, PRIMARY KEY (k, n))`);
    for (const literal of literals) await database.query(`INSERT INTO t VALUES (${literal}, 1, 'v')`);
    await expectLookedUp(database, { table: "t" }, literals.length);
    await database.query("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (k)");
    await expectLookedUp(database, { table: "t" }, literals.length);
    await expectLookedUp(database, { query: "SELECT * FROM t", key: "k" }, literals.length);
  });
});
