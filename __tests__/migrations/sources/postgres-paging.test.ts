import fc from "fast-check";
import { expect, it } from "vitest";
import { postgresForm } from "../../../migrations/sources/postgres-connection";
import { PostgresSource } from "../../../migrations/sources/postgres-source";
import { findPostgres } from "../../emulators/postgres";
import { describeWith } from "../../emulators/real-part";
import { addressOf, useDatabase } from "./database";
import { readInPieces, readRows } from "./read-rows";

const words = fc.string({
  unit: fc.constantFrom("a", "A", "ä", "ß", " ", "z", "'", "\\", "😀"),
  maxLength: 4,
});

describeWith("PostgreSQL, read in pieces", findPostgres, (postgres) => {
  const database = useDatabase(postgres);
  const source = () => new PostgresSource(addressOf(database().url, postgresForm));

  async function make(columns: string, rows: readonly string[]): Promise<void> {
    await database().query("DROP TABLE IF EXISTS t", `CREATE TABLE t (${columns})`);
    for (const row of rows) await database().query(`INSERT INTO t VALUES (${row}) ON CONFLICT DO NOTHING`);
  }

  /** Each row once and with its number, in the order of the database. */
  async function expectTheSameInPieces(order: string): Promise<void> {
    const query = `SELECT *, row_number() OVER (ORDER BY ${order}) AS n FROM t`;
    const whole = await readRows(source(), { query, key: "n" });
    const expected = whole.rows.map(({ number, value }) => [number, { ...(value as object), n: undefined }]);
    const read = (await readInPieces(source(), { table: "t" })).map(({ number, value }) => [
      number,
      { ...(value as object), n: undefined },
    ]);
    expect(read).toEqual(expected);
  }

  const text = (value: string) => `convert_from('\\x${Buffer.from(value).toString("hex")}', 'UTF8')`;

  it.each(['"C"', '"C.utf8"', '"de-x-icu"', "caseless"])(
    "any texts in the order of %s",
    async (collation) => {
      await database().query(
        "CREATE COLLATION IF NOT EXISTS caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
      );
      await fc.assert(
        fc.asyncProperty(fc.array(words, { minLength: 3, maxLength: 6 }), async (keys) => {
          await make(`k text COLLATE ${collation} PRIMARY KEY`, keys.map(text));
          await expectTheSameInPieces("k");
        }),
        { numRuns: 4 },
      );
    },
  );

  it("any keys of a text and a number together", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(words, fc.integer({ min: -2, max: 2 })), { minLength: 3, maxLength: 6 }),
        async (keys) => {
          await make(
            `"a b" text COLLATE "de-x-icu", b int, c timestamptz DEFAULT '2024-01-31 00:00:00.000001Z', PRIMARY KEY (b, "a b", c)`,
            keys.map(([a, b]) => `${text(a)}, ${b}`),
          );
          await expectTheSameInPieces('b, "a b", c');
        },
      ),
      { numRuns: 6 },
    );
  });

  it.each([
    ["bigint", ["9223372036854775807", "9223372036854775806", "0"]],
    ["numeric", ["'NaN'", "'-Infinity'", "1.0000000000000000001", "1", "-1"]],
    ["real", ["0.1", "0.2", "16777215", "16777214", "-3.4e38"]],
    ["double precision", ["0.1", "0.30000000000000004", "0.3", "'NaN'"]],
    ["boolean", ["true", "false"]],
    ["char(3)", ["'a'", "'b'", "' a'"]],
    ["bytea", ["'\\x'", "'\\x00'", "'\\x0000'", "'\\xff27'"]],
    ["date", ["'0044-03-15 BC'", "'2024-01-01'", "'infinity'"]],
    ["timestamptz", ["'2024-01-31 10:11:12.000001Z'", "'2024-01-31 10:11:12.000002Z'", "'-infinity'"]],
    ["interval", ["'1 month'", "'29 days'", "'-1 second'"]],
    ["uuid", ["'00000000-0000-0000-0000-000000000001'", "'ffffffff-0000-0000-0000-000000000000'"]],
    ["inet", ["'10.0.0.1'", "'9.0.0.1'", "'::1'"]],
    ["mood", ["'sad'", "'ok'", "'glad'"]],
    ["bit(3)", ["B'101'", "B'001'", "B'110'"]],
    ["int[]", ["'{1,2}'", "'{1}'", "'{10}'"]],
    ["jsonb", [`'{"a":1}'`, "'[]'", "'1'"]],
  ])("keys of the type %s", async (type, values) => {
    await database().query(
      "DROP TABLE IF EXISTS t",
      "DROP TYPE IF EXISTS mood",
      "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad')",
    );
    await make(`k ${type} PRIMARY KEY`, values.toReversed());
    expect((await readInPieces(source(), { table: "t" })).length).toBe(values.length);
    await expectTheSameInPieces("k");
  });

  it("the texts of a query's key by their bytes, so that only equal ones are one", async () => {
    await make('id int PRIMARY KEY, k text COLLATE "de-x-icu"', [
      "1, 'b'",
      "2, 'B'",
      "3, 'a'",
      "4, 'a '",
      "5, 'A'",
    ]);
    // So large that a chunk has three rows.
    const from = { query: "SELECT k, repeat('x', 400000) FROM t;", key: "k" };
    const expected = ["A", "B", "a", "a ", "b"].map((k, index) => [index + 1, k]);
    const keys = (rows: Awaited<ReturnType<typeof readInPieces>>) =>
      rows.map(({ number, value }) => [number, (value as { k: string }).k]);
    expect(keys((await readRows(source(), from)).rows)).toEqual(expected);
    expect(keys(await readInPieces(source(), from))).toEqual(expected);
  });
});
