import { expect, it } from "vitest";
import { DatabaseAddress } from "../../../../../../migrations/sources/sql/database-address";
import { postgresForm } from "../../../../../../migrations/sources/sql/postgres/postgres-connection";
import { loadPostgresDriver } from "../../../../../../migrations/sources/sql/postgres/postgres-source";
import { openReplicationSession } from "../../../../../../migrations/sources/sql/postgres/replication/replication-session";
import { setRestartPoint } from "../../../../../../migrations/sources/sql/postgres/replication/restart-point";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { changesIn, ChangeLogAtTest, shortly } from "./change-log-at-test";

describeWith("PostgresChangeLog", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  it("returns inserts, updates and deletes in the order of their commits", async () => {
    await database.query("CREATE TABLE t (id bigint PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'a')");
    const log = await database.log(["t"]);
    const from = await log.begin();
    await database.query(
      "INSERT INTO t VALUES (2, 'b')",
      "UPDATE t SET v = 'c' WHERE id = 1",
      "DELETE FROM t WHERE id = 2",
    );
    const steps = await database.readAll(log, from);
    expect(shortly(changesIn(steps))).toEqual(['insert ["2"]', 'update ["1"]', 'delete ["2"]']);
    expect(steps[0]?.committedAt).toBeInstanceOf(Date);
  });

  it("returns an update of the key as a delete and an insert", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'a')");
    const log = await database.log(["t"]);
    const from = await log.begin();
    await database.query("UPDATE t SET id = 5");
    expect(shortly(await database.changesOf(log, from))).toEqual(['delete ["1"]', 'insert ["5"]']);
  });

  it("returns the rows that a foreign key deletes or sets to null", async () => {
    await database.query(
      "CREATE TABLE p (id int PRIMARY KEY)",
      "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE)",
      "CREATE TABLE n (id int PRIMARY KEY, p int REFERENCES p ON DELETE SET NULL)",
      ...["p VALUES (1)", "c VALUES (2, 1)", "n VALUES (3, 1)"].map((row) => `INSERT INTO ${row}`),
    );
    const log = await database.log(["c", "n"]);
    const from = await log.begin();
    await database.query("DELETE FROM p");
    expect(shortly(await database.changesOf(log, from)).sort()).toEqual(['delete ["2"]', 'update ["3"]']);
  });

  it("continues after the position of a step, and returns nothing that is before it", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    const log = await database.log(["t"]);
    const from = await log.begin();
    await database.query("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
    const [first] = await database.read(log, from, (steps) => changesIn(steps).length > 0);
    await log.settled(first?.position ?? "");
    await database.query("INSERT INTO t VALUES (3)");
    const next = await database.log(["t"]);
    expect(shortly(await database.changesOf(next, first?.position ?? ""))).toEqual([
      'insert ["2"]',
      'insert ["3"]',
    ]);
  });

  it("has a position after everything, if nothing was written to the followed tables", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE other (id int)");
    const log = await database.log(["t"]);
    const from = await log.begin();
    await database.query("INSERT INTO other SELECT generate_series(1, 1000)");
    const steps = await database.readAll(log, from);
    expect(changesIn(steps)).toEqual([]);
    expect((await log.state(steps.at(-1)?.position ?? "")).bytesBehind).toBeLessThan(10_000);
  });

  it("can be read from a later point, which needs no open transaction to end, and leaves nothing", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    const log = await database.log(["t"]);
    const from = await log.begin();
    const address = DatabaseAddress.parse(database.url, postgresForm, ".");
    const session = await openReplicationSession(await loadPostgresDriver(), address, undefined);
    const slots = () => database.rows("SELECT slot_name, restart_lsn FROM pg_replication_slots");
    const [before] = await slots();
    // The slot notices a point when it advances past it, and moves there when it advances again.
    let now = before;
    for (let id = 1; now?.["restart_lsn"] === before?.["restart_lsn"] && id < 10; id++) {
      await database.query(`INSERT INTO t VALUES (${id})`);
      await setRestartPoint(session, "dynamodb_migrate_point");
      await log.settled((await database.readAll(log, from)).at(-1)?.position ?? "");
      [now] = await slots();
    }
    expect(now).not.toEqual(before);
    const open = await database.client();
    await open.query("BEGIN; INSERT INTO t VALUES (100)");
    await setRestartPoint(session, "dynamodb_migrate_point");
    expect((await slots()).map(({ slot_name: name }) => name)).toEqual(["dynamodb_migrate_test"]);
    await open.query("COMMIT");
    await session.close(true);
  });

  it("removes slot and publication, and nothing if they are not there", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    const log = await database.log(["t"], "Run-7");
    await log.begin();
    const removed = await log.remove();
    expect(removed).toEqual([
      expect.stringMatching(/^replication slot dynamodb_migrate_run_7_[0-9a-f]{8}$/),
      expect.stringMatching(/^publication dynamodb_migrate_run_7_[0-9a-f]{8}$/),
    ]);
    expect(await database.rows("SELECT slot_name FROM pg_replication_slots")).toEqual([]);
    expect(await database.rows("SELECT pubname FROM pg_publication")).toEqual([]);
    expect(await log.remove()).toEqual([]);
  });
});
