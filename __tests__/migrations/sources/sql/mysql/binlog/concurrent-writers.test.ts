import { createConnection } from "mysql2/promise";
import { expect, it } from "vitest";
import { findMariaDb } from "../../../../../emulators/mariadb";
import { describeWith } from "../../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../../database";
import { readValues } from "../../../read-rows";
import { changesUntilEnd, stepsUntilEnd, users, withLog } from "./log-at-test";

const writers = 4;
const rounds = 5;
const writesEach = 150;

describeWith("the log of MariaDB while others write", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, { start: () => mariaDb.start(undefined, true) });

  const connect = () => {
    const { host, port, user, password, database: name } = database.address();
    return createConnection({ host, port, user, password, database: name });
  };

  const ids = async () =>
    (await readValues(database.source(), { table: "users" })).map((row) => (row as { id: number }).id);

  /** Inserts, changes and deletes rows of its own, some in transactions of several statements. */
  const write = async (writer: number, round: number) => {
    const connection = await connect();
    const first = (round * writers + writer) * 10_000;
    for (let id = first; id < first + writesEach; id++) {
      await connection.query("BEGIN");
      await connection.query(`INSERT INTO users VALUES (${id}, 'a')`);
      if (id % 3 === 0) await connection.query(`UPDATE users SET name = 'b' WHERE id = ${id - 1}`);
      if (id % 5 === 0) await connection.query(`UPDATE users SET id = ${id + 5000} WHERE id = ${id - 2}`);
      if (id % 7 === 0) await connection.query(`DELETE FROM users WHERE id = ${id - 3}`);
      await connection.query(id % 11 === 0 ? "ROLLBACK" : "COMMIT");
    }
    await connection.end();
  };

  it("loses no commit between the position, a reading and the changes, whatever connections are lost", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      for (let round = 1; round <= rounds; round++) {
        const written = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer, round)));
        let from = await log.begin();
        const known = new Map<number, unknown>();
        for (const row of await readValues(database.source(), { table: "users" }))
          known.set((row as { id: number }).id, (row as { name: string }).name);
        await written;
        const target = await log.end();
        const dirty = new Set<number>();
        for (let attempt = 0; !log.isReached(from, target); attempt++) {
          // The first connections end after a few steps, as lost ones do.
          let left = attempt < 3 ? 3 : Infinity;
          for await (const { changes, position } of log.changes(from, new AbortController().signal)) {
            for (const { key } of changes) dirty.add(Number((JSON.parse(key) as string[])[0]));
            from = position ?? from;
            if (log.isReached(from, target) || --left === 0) break;
          }
        }
        const now = new Map<number, unknown>();
        for (const row of await readValues(database.source(), { table: "users" }))
          now.set((row as { id: number }).id, (row as { name: string }).name);
        const differing = [...new Set([...known.keys(), ...now.keys()])].filter(
          (id) => known.get(id) !== now.get(id),
        );
        expect(differing.filter((id) => !dirty.has(id))).toEqual([]);
        expect(dirty.size).toBeGreaterThan(0);
      }
    });
  });

  it("has a position before a transaction that is in the log and not yet visible, and says that its row is held", async () => {
    await database.holdingUsers();
    // A transaction waits for a replica between its writing to the log and its commit, and there is none.
    await database.query(
      "SET GLOBAL rpl_semi_sync_master_wait_point = 'AFTER_SYNC', GLOBAL rpl_semi_sync_master_timeout = 600000",
    );
    await withLog(database, [users], async (log) => {
      const before = await log.end();
      await database.query("SET GLOBAL rpl_semi_sync_master_enabled = ON");
      const writer = await connect();
      try {
        const committed = writer.query("INSERT INTO users VALUES (7, 'g')");
        await expect
          .poll(async () => log.isReached(before, await log.end()), { timeout: 60_000 })
          .toBe(false);
        const from = await log.begin();
        expect(await ids()).not.toContain(7);
        const changes = (await stepsUntilEnd(log, from)).flatMap((step) => step.changes);
        expect(changes.map(({ key }) => key)).toEqual(['["7"]']);
        const written = changes.map((change) => change.written);
        expect(await log.held?.(written)).toEqual(new Set(written));
        await database.query("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
        await committed;
        expect(await log.held?.(written)).toEqual(new Set());
        expect(await ids()).toContain(7);
      } finally {
        await database.query("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
        await writer.end();
      }
    });
  });

  it("has the rows of a transaction that is open since before the position", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const writer = await connect();
      await writer.query("BEGIN");
      await writer.query("INSERT INTO users VALUES (7, 'g')");
      const from = await log.begin();
      expect(await ids()).not.toContain(7);
      await writer.query("COMMIT");
      await writer.end();
      expect(await changesUntilEnd(log, from)).toEqual(['User insert ["7"]']);
    });
  });

  it("says that the rows of an XA transaction are held until XA COMMIT", async () => {
    await database.holdingUsers();
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      const writer = await connect();
      for (const statement of [
        "XA START 'x'",
        "INSERT INTO users VALUES (7, 'g')",
        "XA END 'x'",
        "XA PREPARE 'x'",
      ])
        await writer.query(statement);
      const written = (await stepsUntilEnd(log, from)).flatMap(({ changes }) =>
        changes.map((change) => change.written),
      );
      expect(written).toHaveLength(1);
      expect(await log.held?.(written)).toEqual(new Set(written));
      await writer.query("XA COMMIT 'x'");
      await writer.end();
      expect(await log.held?.(written)).toEqual(new Set());
      expect(await ids()).toContain(7);
    });
  });

  it("is in no deadlock with writers that lock their rows in one order, and keeps them from nothing", async () => {
    await database.holdingUsers();
    await database.query("INSERT INTO users SELECT seq, 'x' FROM seq_10_to_60");
    await withLog(database, [users], async (log) => {
      const from = await log.begin();
      await database.query("UPDATE users SET name = 'y'");
      const steps = await stepsUntilEnd(log, from);
      const written = steps.flatMap(({ changes }) => changes.map((change) => change.written));
      let isOver = false;
      let asked = 0;
      const ask = async () => {
        for (; !isOver; asked++) await log.held?.(written);
      };
      const asking = ask();
      const transactions = async (writer: number) => {
        const connection = await connect();
        for (let round = 0; round < 80; round++) {
          const low = 10 + ((round * 7 + writer) % 40);
          await connection.query("BEGIN");
          await connection.query(`UPDATE users SET name = 'h${round}' WHERE id = ${low + 10}`);
          await connection.query(`UPDATE users SET name = 'l${round}' WHERE id = ${low}`);
          await connection.query("COMMIT");
        }
        await connection.end();
      };
      await Promise.all([0, 1, 2].map(transactions)).finally(() => (isOver = true));
      await asking;
      expect(asked).toBeGreaterThan(10);
    });
    const connection = await connect();
    const [rows] = await connection.query("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'");
    await connection.end();
    expect((rows as { Value: string }[])[0]?.Value).toBe("0");
  });
});
