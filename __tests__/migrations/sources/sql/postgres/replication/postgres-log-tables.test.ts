import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { LogStep } from "../../../../../../migrations/sources/change-log";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { changesIn, ChangeLogAtTest, shortly, until } from "./change-log-at-test";

describeWith("PostgresChangeLog, of tables that are dropped or renamed,", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  const begun = async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
    return (await database.log(["t"])).begin();
  };

  it.each([
    "DROP TABLE t",
    "ALTER TABLE t RENAME TO u",
    "DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, v int)",
  ])(
    "follows the tables of other entities after %s, with the same log and with a new one",
    async (statement) => {
      await database.query(
        "CREATE TABLE t (id int PRIMARY KEY, v int)",
        "CREATE TABLE other (id int PRIMARY KEY)",
      );
      const log = await database.log(["t", "other"]);
      const from = await log.begin();
      await database.query("INSERT INTO t VALUES (1, 1)", "INSERT INTO other VALUES (1)", statement);
      const { changes, error, steps } = await database.untilFailure(log, from);
      expect(changes).toEqual(['insert ["1"]', 'insert ["1"]']);
      expect(error).toMatchObject({ code: "log-table-changed", entities: ["t"] });
      await database.query("INSERT INTO other VALUES (2)");
      const position = steps.at(-1)?.position ?? "";
      let last = 2;
      for (const one of [log, await database.log(["t", "other"])]) {
        const wanted = last + 1;
        await one.end();
        const isEnough = (some: readonly LogStep[]): boolean => {
          // It has come to the end of the log, and must go on from there.
          const isAtEnd = some.at(-1)?.changes.length === 0 && changesIn(some).length === wanted - 2;
          if (isAtEnd && last < wanted) void database.query(`INSERT INTO other VALUES (${++last})`);
          return changesIn(some).length === wanted - 1;
        };
        const rest = await database.read(one, position, isEnough, new Set(["t"]));
        expect(shortly(changesIn(rest)).at(-1)).toBe(`insert ["${wanted}"]`);
      }
    },
  );

  it("refuses the entity alone whose table is gone when it starts", async () => {
    await database.query("CREATE TABLE other (id int PRIMARY KEY)");
    const from = await begun();
    await database.query("DROP TABLE t");
    const { error } = await database.untilFailure(await database.log(["t"]), from);
    expect(error).toMatchObject({
      ...{ code: "log-table-changed", entities: ["t"] },
      message: expect.stringContaining("t: DROP TABLE or RENAME cannot be followed") as string,
    });
  });

  it("says of a table that is gone whether it was dropped or renamed", async () => {
    await database.query("CREATE TABLE other (id int PRIMARY KEY)");
    await begun();
    const changes = async () => (await (await database.log(["t"])).check()).map(({ change }) => change);
    await database.query("ALTER TABLE t RENAME TO u");
    expect(await changes()).toEqual([
      expect.stringMatching(/table "t" was renamed to public\.u; rename it back$/),
    ]);
    await database.query("DROP TABLE u");
    expect(await changes()).toEqual([expect.stringMatching(/table "t" was dropped; create it again$/)]);
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    expect(await changes()).toEqual([
      expect.stringMatching(
        /public\.t was created again, and is another table than the one that was followed$/,
      ),
    ]);
  });

  it("follows a table again that was created again once it was accepted, and misses nothing of a transaction", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY, v int)",
      "CREATE TABLE other (id int PRIMARY KEY)",
    );
    const position = await (await database.log(["t", "other"])).begin();
    await database.query("DROP TABLE t", "CREATE TABLE t (id int PRIMARY KEY, v int)");
    const writer = await database.client();
    await writer.query("BEGIN");
    await writer.query("INSERT INTO t VALUES (1, 1)");
    const log = await database.log(["t", "other"]);
    const accepting = log.accept?.(position, ["t"]);
    // It is added to the publication, and its rows are not read before the writer has ended.
    const isPublished = "SELECT 1 FROM pg_publication_tables WHERE tablename = 't'";
    await until(async () => (await database.rows(isPublished)).length > 0);
    expect(await Promise.race([accepting, sleep(500, "waits")])).toBe("waits");
    await writer.query("COMMIT");
    const accepted = await accepting;
    await database.query("INSERT INTO t VALUES (2, 1)", "INSERT INTO other VALUES (3)");
    expect(shortly(await database.changesOf(log, accepted ?? ""))).toEqual(['insert ["2"]', 'insert ["3"]']);
    expect(await log.check()).toEqual([]);
  });

  it("accepts nothing of the tables of other entities", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY, v int)",
      "CREATE TABLE other (id int PRIMARY KEY)",
    );
    const position = await (await database.log(["t", "other"])).begin();
    await database.query("ALTER TABLE t ADD w int", "ALTER TABLE other ADD w int");
    const log = await database.log(["t", "other"]);
    const { error } = await database.untilFailure(log, (await log.accept?.(position, ["t"])) ?? "");
    expect(error).toMatchObject({ code: "log-table-changed", entities: ["other"] });
  });

  it("accepts no table that does not exist", async () => {
    await database.query("CREATE TABLE other (id int PRIMARY KEY)");
    const from = await begun();
    await database.query("DROP TABLE t");
    await expect((await database.log(["t"])).accept?.(from, ["t"])).rejects.toMatchObject({
      code: "source-wrong-shape",
      message: expect.stringContaining('has no table "t", which t is read from; create it again') as string,
    });
  });
});
