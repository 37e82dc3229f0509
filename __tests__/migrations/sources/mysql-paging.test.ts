import fc from "fast-check";
import { expect, it } from "vitest";
import { mysqlForm } from "../../../migrations/sources/mysql-connection";
import { MysqlSource } from "../../../migrations/sources/mysql-source";
import { findMariaDb } from "../../emulators/mariadb";
import { describeWith } from "../../emulators/real-part";
import { addressOf, useDatabase } from "./database";
import { readInPieces, readRows } from "./read-rows";

const words = fc.string({
  unit: fc.constantFrom("a", "A", "ä", "ß", " ", "z", "'", "\\", "😀"),
  maxLength: 4,
});

describeWith("MySQL, read in pieces", findMariaDb, (mariaDb) => {
  const database = useDatabase(mariaDb);
  const source = () => new MysqlSource(addressOf(database().url, mysqlForm));

  async function make(columns: string, rows: readonly string[]): Promise<void> {
    await database().query("DROP TABLE IF EXISTS t", `CREATE TABLE t (${columns})`);
    for (const row of rows) await database().query(`INSERT IGNORE INTO t VALUES (${row})`);
  }

  /** Each row once and with its number, in the order of the database. */
  async function expectTheSameInPieces(order: string): Promise<void> {
    const whole = await readRows(source(), {
      query: `SELECT *, ROW_NUMBER() OVER (ORDER BY ${order}) AS n FROM t`,
      key: "n",
    });
    const expected = whole.rows.map(({ number, value }) => [number, { ...(value as object), n: undefined }]);
    const read = (await readInPieces(source(), { table: "t" })).map(({ number, value }) => [
      number,
      { ...(value as object), n: undefined },
    ]);
    expect(read.length).toBe(expected.length);
    expect(read).toEqual(expected);
  }

  const text = (value: string) => `x'${Buffer.from(value).toString("hex")}'`;

  it.each([
    ["utf8mb4_general_ci", 6],
    ["utf8mb4_unicode_ci", 6],
    ["utf8mb4_bin", 6],
    ["utf8mb4_nopad_bin", 6],
    ["utf8mb4_unicode_nopad_ci", 6],
    ["latin1_swedish_ci", 4],
  ])("any texts in the order of %s", async (collation, numRuns) => {
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 4, maxLength: 7 }), async (keys) => {
        await make(
          `k VARCHAR(20) CHARACTER SET ${collation.split("_")[0]} COLLATE ${collation} PRIMARY KEY`,
          keys.map((key) => `CONVERT(${text(key)} USING utf8mb4)`),
        );
        await expectTheSameInPieces("k");
      }),
      { numRuns },
    );
  });

  it("any keys of a text and a number together", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(words, fc.integer({ min: -2, max: 2 })), { minLength: 4, maxLength: 7 }),
        async (keys) => {
          await make(
            "a VARCHAR(9) COLLATE utf8mb4_general_ci, b INT, c DATETIME(6) DEFAULT '2024-01-31 00:00:00.000001', PRIMARY KEY (a, b, c)",
            keys.map(([a, b]) => `CONVERT(${text(a)} USING utf8mb4), ${b}, DEFAULT`),
          );
          await expectTheSameInPieces("a, b, c");
        },
      ),
      { numRuns: 8 },
    );
  });

  it.each([
    ["BIGINT UNSIGNED", ["18446744073709551615", "18446744073709551614", "9007199254740993", "0"]],
    ["DECIMAL(38,10)", ["-1.0000000001", "-1", "1.0000000001", "12345678901234567890"]],
    ["FLOAT", ["0.1", "0.2", "16777215", "16777214", "-3.4e38"]],
    ["DOUBLE", ["0.1", "0.30000000000000004", "0.3", "-1.7976931348623157e308", "5e-324"]],
    ["ENUM('z','m','a')", ["'a'", "'m'", "'z'"]],
    ["SET('z','a')", ["'a'", "'z'", "'z,a'", "''"]],
    ["BIT(64)", ["b'0'", "b'1'", `b'${"1".repeat(64)}'`]],
    ["DATE", ["'0000-00-00'", "'2024-00-00'", "'2024-01-01'", "'9999-12-31'"]],
    ["TIME(3)", ["'-838:59:58.999'", "'-00:00:00.001'", "'00:00:00'", "'100:00:00.5'"]],
    ["TIMESTAMP(6)", ["'2024-01-31 10:11:12.000001'", "'2024-01-31 10:11:12.000002'", "'1970-01-02'"]],
    ["YEAR", ["1901", "2155", "0"]],
    ["BINARY(4)", ["x'00'", "x'0001'", "x'ffffffff'"]],
    ["VARBINARY(4)", ["x''", "x'00'", "x'0000'", "x'ff27'"]],
    [
      "UUID",
      [
        "'00000000-0000-0000-0000-000000000001'",
        "'ffffffff-0000-0000-0000-000000000000'",
        "'10000000-0000-1000-8000-000000000000'",
      ],
    ],
    ["INET6", ["'::1'", "'ffff::'", "'10::'"]],
  ])("keys of the type %s", async (type, values) => {
    await make(`k ${type} PRIMARY KEY`, values.toReversed());
    expect((await readInPieces(source(), { table: "t" })).length).toBe(values.length);
    await expectTheSameInPieces("k");
  });

  it("the texts of a query's key by their bytes, so that only equal ones are one", async () => {
    await make("id INT PRIMARY KEY, k VARCHAR(9) COLLATE utf8mb4_general_ci", [
      "1, 'b'",
      "2, 'B'",
      "3, 'a'",
      "4, 'a '",
      "5, 'A'",
    ]);
    const from = {
      // So large that a chunk has three rows.
      query: "SELECT k, REPEAT('x', 400000) FROM t;",
      key: "k",
    };
    const expected = ["A", "B", "a", "a ", "b"].map((k, index) => [index + 1, k]);
    const keys = (rows: Awaited<ReturnType<typeof readInPieces>>) =>
      rows.map(({ number, value }) => [number, (value as { k: string }).k]);
    expect(keys((await readRows(source(), from)).rows)).toEqual(expected);
    expect(keys(await readInPieces(source(), from))).toEqual(expected);
  });
});
