import { expect, it, vi } from "vitest";
import { PostgresConnection } from "../../../../../../migrations/sources/sql/postgres/postgres-connection";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { ChangeLogAtTest, shortly } from "./change-log-at-test";

const slot = "dynamodb_migrate_test";
const endSessions =
  "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'dynamodb-migrate'";

describeWith("PostgresChangeLog, when something happens to its server,", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  async function begun(...statements: readonly string[]) {
    await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)", ...statements);
    const log = await database.log(["t"]);
    return { log, from: await log.begin() };
  }

  it("says that the connection was lost, and misses nothing after the last position", async () => {
    const { log, from } = await begun();
    const seen = new Set<string>();
    let position = from;
    let losses = 0;
    await database.query("INSERT INTO t SELECT n, 1 FROM generate_series(1, 5) AS n");
    const end = () => log.end().catch(() => log.end());
    for (let round = 0; round < 4; round++) {
      await database.query(
        `INSERT INTO t VALUES (${100 + round}, 1)`,
        `UPDATE t SET v = ${round} WHERE id = 1`,
      );
      const target = await end();
      const stop = new AbortController();
      try {
        for await (const step of log.changes(position, stop.signal)) {
          for (const { key } of step.changes) seen.add(key);
          position = step.position ?? position;
          if (log.isReached(position, target)) await database.query(endSessions);
        }
      } catch (error) {
        losses++;
        expect(error).toMatchObject({ code: "source-lost" });
      }
      stop.abort();
    }
    expect(losses).toBe(4);
    expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 100, 101, 102, 103].map((id) => `["${id}"]`).sort());
  });

  it("says that the log is lost if the slot was dropped", async () => {
    const { log, from } = await begun();
    await database.query(`SELECT pg_drop_replication_slot('${slot}')`);
    const { error } = await database.untilFailure(log, from);
    expect(error).toMatchObject({
      code: "log-lost",
      message: expect.stringContaining(`the replication slot ${slot} does not exist anymore`) as string,
    });
    await expect(log.settled(from)).rejects.toMatchObject({ code: "log-lost" });
  });

  it("says that the log is lost if the slot is dropped while it is read", async () => {
    const { log, from } = await begun("INSERT INTO t VALUES (1, 1)");
    const reading = database.untilFailure(log, from);
    await database.query("UPDATE t SET v = 2", `SELECT pg_drop_replication_slot('${slot}')`);
    expect((await reading).error).toMatchObject({ code: "log-lost" });
  });

  it("says that the log is lost if the slot is dropped between a look at it and its copy", async () => {
    const { log, from } = await begun("INSERT INTO t VALUES (1, 1)");
    const query: PostgresConnection["query"] = Reflect.get(PostgresConnection.prototype, "query");
    const asking = vi.spyOn(PostgresConnection.prototype, "query");
    asking.mockImplementation(async function (this: PostgresConnection, text, values) {
      if (text.includes("pg_copy_logical_replication_slot"))
        await database.query(`SELECT pg_drop_replication_slot('${slot}')`);
      return query.call(this, text, values);
    });
    try {
      const { changes, error } = await database.untilFailure(log, from);
      expect(changes).toEqual([]);
      expect(error).toMatchObject({
        code: "log-lost",
        message: expect.stringContaining(`replication slot "${slot}" does not exist`) as string,
      });
    } finally {
      asking.mockRestore();
    }
  });

  it("says that the log is lost if the slot was made again after the saved position", async () => {
    const { log, from } = await begun();
    await database.query(
      `SELECT pg_drop_replication_slot('${slot}')`,
      "INSERT INTO t VALUES (1, 1)",
      `SELECT pg_create_logical_replication_slot('${slot}', 'pgoutput')`,
    );
    expect((await database.untilFailure(log, from)).error).toMatchObject({
      code: "log-lost",
      message: expect.stringMatching(/is at [0-9A-F/]+, after the saved position/) as string,
    });
  });

  it("says that the log is lost if the publication was made again", async () => {
    const { log, from } = await begun();
    await database.query(
      "INSERT INTO t VALUES (1, 1)",
      `DROP PUBLICATION ${slot}`,
      `CREATE PUBLICATION ${slot} FOR TABLE t`,
    );
    expect((await database.untilFailure(log, from)).error).toMatchObject({
      code: "log-lost",
      message: expect.stringContaining(`the publication ${slot} was changed after`) as string,
    });
  });

  it("says that the log is lost if a table was missing in the publication for some time", async () => {
    const { log, from } = await begun();
    await database.query(
      "CREATE TABLE other (id int PRIMARY KEY)",
      `ALTER PUBLICATION ${slot} SET TABLE other`,
      "INSERT INTO t VALUES (1, 1)",
      `ALTER PUBLICATION ${slot} SET TABLE t`,
    );
    expect((await database.untilFailure(log, from)).error).toMatchObject({ code: "log-lost" });
  });

  it.each([
    ["system", "7000000000000000000", /another server than the one/],
    ["timeline", 77, /a standby became the server, or a backup was restored \(timeline 1, was 77\)/],
    ["lsn", "FFFF/0", /the log ends before the saved position FFFF\/0/],
  ])("says that the log is lost if the %s of the position is another one", async (field, value, said) => {
    const { log, from } = await begun();
    const other = JSON.stringify({ ...(JSON.parse(from) as object), [field]: value });
    expect((await database.untilFailure(log, other)).error).toMatchObject({
      code: "log-lost",
      message: expect.stringMatching(said) as string,
    });
  });

  it.each([
    "nonsense",
    "null",
    "{}",
    '{"lsn":"x/0","system":"1","timeline":1,"layout":"a","publication":"","partitions":[]}',
  ])("refuses the position %s", async (text) => {
    const { log } = await begun();
    expect((await database.untilFailure(log, text)).error).toMatchObject({ code: "source-wrong-cursor" });
  });

  it.each([
    [
      "TRUNCATE t",
      /public\.t: TRUNCATE cannot be followed; follow the other entities with .*, or start over/,
    ],
    ["ALTER TABLE t ADD COLUMN w int DEFAULT 7", /cannot be followed/],
    ["ALTER TABLE t DROP COLUMN v", /cannot be followed/],
    ["ALTER TABLE t RENAME COLUMN v TO w", /cannot be followed/],
    ["ALTER TABLE t ALTER COLUMN v TYPE bigint", /cannot be followed/],
    [
      "ALTER TABLE t RENAME TO u",
      /public\.t: RENAME TO public\.u cannot be followed; rename it back; follow/,
    ],
    ["ALTER TABLE t DROP CONSTRAINT t_pkey", /cannot be followed/],
    ["ALTER TABLE t REPLICA IDENTITY NOTHING", /cannot be followed/],
    ["DROP TABLE t", /public\.t: DROP TABLE cannot be followed; create it again; follow/],
  ])("returns everything before %s, and then refuses", async (statement, said) => {
    const { log, from } = await begun();
    await database.query("INSERT INTO t VALUES (1, 1)", "UPDATE t SET v = 2", statement);
    const { changes, error } = await database.untilFailure(log, from);
    expect(changes).toEqual(['insert ["1"]', 'update ["1"]']);
    expect(error).toMatchObject({
      code: "log-table-changed",
      message: expect.stringMatching(said) as string,
    });
  });

  it("refuses rows written after a column was added, even if it was dropped again", async () => {
    const { log, from } = await begun();
    await database.query(
      "INSERT INTO t VALUES (1, 1)",
      "ALTER TABLE t ADD COLUMN w int",
      "INSERT INTO t VALUES (2, 1)",
      "ALTER TABLE t DROP COLUMN w",
    );
    const { changes, error } = await database.untilFailure(log, from);
    expect(changes).toEqual(['insert ["1"]']);
    expect(error).toMatchObject({
      code: "log-table-changed",
      message: expect.stringContaining('"w"') as string,
    });
  });

  it("refuses a table that was changed while nobody followed", async () => {
    const { from } = await begun();
    await database.query("INSERT INTO t VALUES (1, 1)", "ALTER TABLE t ADD COLUMN w int DEFAULT 7");
    const { error } = await database.untilFailure(await database.log(["t"]), from);
    expect(error).toMatchObject({ code: "log-table-changed" });
  });

  it("follows a table whose varchar becomes longer and one that is not followed and changes", async () => {
    await database.query("CREATE TABLE other (id int PRIMARY KEY)");
    const { log, from } = await begun("ALTER TABLE t ADD COLUMN name varchar(10)");
    await database.query(
      "ALTER TABLE other ADD COLUMN w int",
      "TRUNCATE other",
      "INSERT INTO t VALUES (1, 1, 'a')",
      "ALTER TABLE t ALTER name TYPE varchar(20)",
      "INSERT INTO t VALUES (2, 1, 'a')",
    );
    expect(shortly(await database.changesOf(log, from))).toEqual(['insert ["1"]', 'insert ["2"]']);
  });

  it("refuses a second follower, and says who the first one is", async () => {
    const { log, from } = await begun("INSERT INTO t VALUES (1, 1)");
    const stop = new AbortController();
    const steps = log.changes(from, stop.signal)[Symbol.asyncIterator]();
    await database.query("UPDATE t SET v = 2");
    await steps.next();
    const second = await database.log(["t"], "test", undefined, { lockTimeoutMs: 0 });
    expect((await database.untilFailure(second, from)).error).toMatchObject({
      code: "log-unusable",
      message: expect.stringMatching(
        /another process follows with the slot dynamodb_migrate_test \(server process \d+, user tester from 127\.0\.0\.1, since /,
      ) as string,
    });
    await expect(second.remove()).rejects.toMatchObject({ code: "log-unusable" });
    await steps.return?.(undefined);
    await third(from);
  });

  /** Follows once the first one is gone. */
  async function third(from: string): Promise<void> {
    const log = await database.log(["t"]);
    expect(shortly(await database.changesOf(log, from))).toEqual(['update ["1"]']);
  }

  it("names the transaction that a new slot waits for", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    const open = await database.client();
    await open.query("BEGIN");
    await open.query("INSERT INTO t VALUES (1)");
    const { rows } = await open.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const log = await database.log(["t"], "test", undefined, { slotTimeoutMs: 300 });
    await expect(log.begin()).rejects.toMatchObject({
      code: "log-unusable",
      message: expect.stringMatching(
        new RegExp(`did not happen within 0\\.3 s: pid ${rows[0]?.pid}.*open since .*pg_terminate_backend`),
      ) as string,
    });
    await open.query("COMMIT");
    const from = await (await database.log(["t"])).begin();
    expect(from).toContain("lsn");
  });

  it("lets the server discard the log before a settled position, and not after it", async () => {
    const { log, from } = await begun();
    await database.query("INSERT INTO t VALUES (1, 1)", "INSERT INTO t VALUES (2, 1)");
    const steps = await database.readAll(log, from);
    const confirmed = async () =>
      (
        await database.rows(
          `SELECT confirmed_flush_lsn::text AS at FROM pg_replication_slots WHERE slot_name = '${slot}'`,
        )
      )[0]?.["at"];
    const lsnOf = (position = "") => (JSON.parse(position) as { lsn: string }).lsn;
    expect(await confirmed()).toBe(lsnOf(from));
    await log.settled(steps[0]?.position ?? "");
    expect(await confirmed()).toBe(lsnOf(steps[0]?.position));
  });

  it("says which transaction is open for long, and which slots of other runs exist", async () => {
    const { log, from } = await begun();
    await (await database.log(["t"], "forgotten")).begin();
    const { notes, bytesBehind } = await log.state(from);
    expect(bytesBehind).toBeGreaterThan(0);
    expect(notes).toEqual([
      expect.stringMatching(
        /^the replication slot dynamodb_migrate_forgotten of another run keeps \d+ bytes of log; .*DROP PUBLICATION dynamodb_migrate_forgotten$/,
      ),
    ]);
  });
});
