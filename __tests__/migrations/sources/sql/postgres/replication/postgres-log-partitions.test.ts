import { expect, it } from "vitest";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { ChangeLogAtTest, shortly } from "./change-log-at-test";

describeWith("Partitioned tables in the log of PostgreSQL", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  async function begun() {
    await database.query(
      "CREATE TABLE t (v text, id int PRIMARY KEY) PARTITION BY RANGE (id)",
      "CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (10)",
      "CREATE TABLE high (id int PRIMARY KEY, v text)",
      "ALTER TABLE t ATTACH PARTITION high FOR VALUES FROM (10) TO (20)",
    );
    const log = await database.log(["t"]);
    return { log, from: await log.begin() };
  }

  it("have the changes of every partition, also of one with another order of columns, and of a new one", async () => {
    const { log, from } = await begun();
    await database.query(
      "INSERT INTO t (id, v) VALUES (1, 'a'), (11, 'b')",
      "UPDATE t SET id = 12 WHERE id = 1",
      "CREATE TABLE more PARTITION OF t FOR VALUES FROM (20) TO (30)",
      "INSERT INTO t (id, v) VALUES (21, 'c')",
    );
    expect(shortly(await database.changesOf(log, from))).toEqual([
      ...['insert ["1"]', 'insert ["11"]', 'delete ["1"]', 'insert ["12"]', 'insert ["21"]'],
    ]);
  });

  it.each([
    "TRUNCATE low",
    "TRUNCATE t",
    "ALTER TABLE t DETACH PARTITION low",
    "DROP TABLE low",
    "CREATE TABLE more AS SELECT 'x' AS v, 25 AS id; ALTER TABLE more ALTER id SET NOT NULL; ALTER TABLE t ATTACH PARTITION more FOR VALUES FROM (20) TO (30)",
  ])("refuse %s", async (statement) => {
    const { log, from } = await begun();
    await database.query("INSERT INTO t (id, v) VALUES (1, 'a')", ...statement.split("; "));
    const error: unknown = await database.read(log, from, () => false).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: "log-table-changed" });
  });
});
