import { createConnection } from "mysql2/promise";
import { expect, it } from "vitest";
import { findMariaDb } from "../../../../../emulators/mariadb";
import { describeWith } from "../../../../../emulators/real-part";
import { DatabaseAtTest, mysqlKind } from "../../database";
import { readValues } from "../../../read-rows";
import { users, withLog } from "./log-at-test";

const writers = 4;
const rounds = 5;
const writesEach = 150;

describeWith("the log of MariaDB while others write", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, { start: () => mariaDb.start(undefined, true) });

  /** Inserts, changes and deletes rows of its own, some in transactions of several statements. */
  const write = async (writer: number, round: number) => {
    const { host, port, user, password, database: name } = database.address();
    const connection = await createConnection({ host, port, user, password, database: name });
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
});
