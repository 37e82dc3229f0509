import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { LogStep } from "../../../../../../migrations/sources/change-log";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { changesIn, ChangeLogAtTest, shortly, until } from "./change-log-at-test";

describeWith("Transactions in the log of PostgreSQL", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  async function begun() {
    await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
    const log = await database.log(["t"]);
    return { log, from: await log.begin() };
  }

  it("returns a commit only when readings see it: a synchronous standby that is behind hides it", async () => {
    const { log, from } = await begun();
    const writer = await database.client();
    await database.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
    try {
      await database.query("SET synchronous_commit = local");
      const isSet = async () =>
        (await database.rows("SELECT current_setting('synchronous_standby_names') AS name"))[0]?.["name"] ===
        "nobody";
      await until(isSet);
      const hidden = writer.query("INSERT INTO t VALUES (1, 1)");
      const waiting = async () =>
        (await database.rows("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'")).length === 1;
      await until(waiting);
      const stop = new AbortController();
      let first: LogStep | undefined;
      const reading = database.read(log, from, (steps) => {
        first = steps[0];
        return changesIn(steps).length > 0;
      });
      // The reading has come as far as the transaction once its temporary slot is past it.
      await until(async () => {
        const [row] = await database.rows(
          `SELECT count(*)::int AS n FROM pg_replication_slots WHERE temporary AND confirmed_flush_lsn > '${(JSON.parse(from) as { lsn: string }).lsn}'`,
        );
        return row?.["n"] === 1;
      });
      expect(await database.rows("SELECT id FROM t")).toEqual([]);
      expect(first).toBeUndefined();
      await database.query("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
      expect(shortly(changesIn(await reading))).toEqual(['insert ["1"]']);
      expect(await database.rows("SELECT id FROM t")).toEqual([{ id: 1 }]);
      await hidden;
      stop.abort();
    } finally {
      await database.query("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    }
  });

  it("returns no position after a commit that is not on disk yet: a crash would undo it", async () => {
    const { log, from } = await begun();
    await database.query("ALTER SYSTEM SET wal_writer_delay = '10s'", "SELECT pg_reload_conf()");
    try {
      const writer = await database.client();
      await writer.query("SET synchronous_commit = off");
      await writer.query("INSERT INTO t VALUES (1, 1)");
      let before = from;
      let steps = 0;
      const reading = database.read(log, from, (some) => {
        const step = some.at(-1);
        if (step?.changes.length === 0) before = step.position ?? before;
        steps = some.length;
        return changesIn(some).length > 0;
      });
      // Some readings while it is not on disk; then another commit takes it there.
      await sleep(500);
      expect(steps).toBeLessThan(100);
      await log.end();
      expect(shortly(changesIn(await reading))).toEqual(['insert ["1"]']);
      expect(shortly(await database.changesOf(await database.log(["t"]), before))).toEqual(['insert ["1"]']);
    } finally {
      await database.query("ALTER SYSTEM RESET wal_writer_delay", "SELECT pg_reload_conf()");
    }
  });

  it("returns a prepared transaction when it is committed", async () => {
    const { log, from } = await begun();
    const writer = await database.client();
    await writer.query("BEGIN");
    await writer.query("INSERT INTO t VALUES (1, 1)");
    await writer.query("PREPARE TRANSACTION 'p'");
    await database.query("INSERT INTO t VALUES (2, 1)");
    const steps = await database.readAll(log, from);
    expect(shortly(changesIn(steps))).toEqual(['insert ["2"]']);
    await writer.query("COMMIT PREPARED 'p'");
    expect(shortly(await database.changesOf(log, steps.at(-1)?.position ?? ""))).toEqual(['insert ["1"]']);
  });

  it("returns a large transaction in steps of 1,000 changes, of which only the last has a position", async () => {
    const { log, from } = await begun();
    await database.query("INSERT INTO t SELECT n, 1 FROM generate_series(1, 45500) AS n");
    const steps = (await database.readAll(log, from)).filter(({ changes }) => changes.length > 0);
    expect(steps.map(({ changes }) => changes.length)).toEqual([...Array<number>(45).fill(1000), 500]);
    expect(steps.findIndex(({ position }) => position !== undefined)).toBe(45);
    expect(new Set(changesIn(steps).map(({ key }) => key)).size).toBe(45_500);
  });

  it("returns nothing of a transaction that was rolled back", async () => {
    const { log, from } = await begun();
    await database.query(
      "BEGIN",
      "INSERT INTO t VALUES (1, 1)",
      "SAVEPOINT s",
      "INSERT INTO t VALUES (2, 1)",
    );
    await database.query("ROLLBACK TO s", "COMMIT", "BEGIN", "INSERT INTO t VALUES (3, 1)", "ROLLBACK");
    expect(shortly(await database.changesOf(log, from))).toEqual(['insert ["1"]']);
  });

  it("end without an error when the signal aborts, so that another one can be read at once", async () => {
    const { log, from } = await begun();
    const stop = new AbortController();
    const reading = (async () => {
      const steps: LogStep[] = [];
      for await (const step of log.changes(from, stop.signal)) steps.push(step);
      return steps;
    })();
    await until(
      async () => (await database.rows("SELECT 1 FROM pg_replication_slots WHERE temporary")).length === 1,
    );
    stop.abort();
    expect(changesIn(await reading)).toEqual([]);
    await database.query("INSERT INTO t VALUES (1, 1)");
    expect(shortly(await database.changesOf(log, from))).toEqual(['insert ["1"]']);
  });

  it("are lost, and said to be, if the server kept less of the log than the slot needs", async () => {
    const { log, from } = await begun();
    await database.query("ALTER SYSTEM SET max_slot_wal_keep_size = '20MB'", "SELECT pg_reload_conf()");
    try {
      await until(async () =>
        (await log.state(from)).notes.some((note) => note.includes("max_slot_wal_keep_size")),
      );
      for (let file = 0; file < 4; file++)
        await database.query("SELECT pg_logical_emit_message(false, 'x', 'x')", "SELECT pg_switch_wal()");
      await database.query("CHECKPOINT");
      expect((await log.state(from)).notes).toContain(
        "the server discarded the log that dynamodb_migrate_test needs",
      );
      expect((await log.check()).map(({ message }) => message)).toEqual([
        expect.stringContaining(
          "SELECT pg_drop_replication_slot('dynamodb_migrate_test'), and set max_slot_wal_keep_size higher",
        ),
      ]);
      await expect(database.read(log, from, () => false)).rejects.toMatchObject({
        code: "log-lost",
        message: expect.stringContaining("set max_slot_wal_keep_size higher") as string,
      });
    } finally {
      await database.query("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  });
});
