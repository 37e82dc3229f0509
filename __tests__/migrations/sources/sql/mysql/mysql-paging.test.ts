import { it } from "vitest";
import { findMariaDb } from "../../../../emulators/mariadb";
import { describeWith } from "../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../database";
import { expectAnyTextsInPieces, expectKeysInPieces, pagingFacts } from "../paging-facts";

describeWith("MySQL, read in pieces", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, mariaDb);

  pagingFacts(database, "utf8mb4_general_ci");

  it.each([
    ["utf8mb4_general_ci", 6],
    ["utf8mb4_unicode_ci", 6],
    ["utf8mb4_bin", 6],
    ["utf8mb4_nopad_bin", 6],
    ["utf8mb4_unicode_nopad_ci", 6],
    ["latin1_swedish_ci", 4],
  ])("any texts in the order of %s", async (collation, numRuns) => {
    const type = `VARCHAR(20) CHARACTER SET ${collation.split("_")[0]} COLLATE ${collation}`;
    await expectAnyTextsInPieces(database, type, numRuns);
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
    await expectKeysInPieces(database, type, values);
  });
});
