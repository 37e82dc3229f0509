import { it } from "vitest";
import { findPostgres } from "../../../../emulators/postgres";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, postgresKind } from "../database";
import { expectAnyTextsInPieces, expectKeysInPieces, pagingFacts } from "../paging-facts";

describeWith("PostgreSQL, read in pieces", findPostgres, (postgres) => {
  const database = DatabaseAtTest.of(postgresKind, postgres);

  pagingFacts(database, '"de-x-icu"');

  it.each(['"C"', '"C.utf8"', '"de-x-icu"', "caseless"])(
    "any texts in the order of %s",
    async (collation) => {
      await database.query(
        "CREATE COLLATION IF NOT EXISTS caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
      );
      await expectAnyTextsInPieces(database, `text COLLATE ${collation}`, 4);
    },
  );

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
    await database.query(
      "DROP TABLE IF EXISTS t",
      "DROP TYPE IF EXISTS mood",
      "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad')",
    );
    await expectKeysInPieces(database, type, values);
  });
});
