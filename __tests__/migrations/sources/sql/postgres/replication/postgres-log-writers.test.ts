import type { Client } from "pg";
import { expect, it } from "vitest";
import type { ChangeLog } from "../../../../../../migrations/sources/change-log";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { seededRandom } from "../../../../../emulators/seeded-random";
import { readValues } from "../../../read-rows";
import { ChangeLogAtTest } from "./change-log-at-test";

const endSessions =
  "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'dynamodb-migrate'";

describeWith("The log of a PostgreSQL that is written to", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  /** Writes until told to stop: transactions of a few statements on 200 keys, a tenth of them rolled back. */
  async function write(client: Client, seed: number, isOver: () => boolean): Promise<number> {
    const random = seededRandom(seed);
    const id = () => Math.floor(random() * 200);
    const statement = () =>
      [
        `INSERT INTO t VALUES (${id()}, ${seed}) ON CONFLICT (id) DO UPDATE SET v = t.v + 1`,
        `UPDATE t SET v = v + 1 WHERE id = ${id()}`,
        `DELETE FROM t WHERE id = ${id()}`,
        `UPDATE t SET id = ${id()} WHERE id = ${id()}`,
      ][Math.floor(random() * 4)] as string;
    let commits = 0;
    while (!isOver()) {
      const statements = Array.from({ length: 1 + Math.floor(random() * 3) }, statement);
      const end = random() < 0.1 ? "ROLLBACK" : "COMMIT";
      // A duplicate key or a deadlock undoes the whole transaction.
      const isDone = await client.query(["BEGIN", ...statements, end].join("; ")).then(
        () => true,
        () => client.query("ROLLBACK").then(() => false),
      );
      if (isDone) commits++;
    }
    return commits;
  }

  async function writers(count: number, wanted: number, settings: string) {
    const commits: number[] = Array<number>(count).fill(0);
    let isStopped = false;
    const clients = await Promise.all(Array.from({ length: count }, () => database.client()));
    const all = clients.map(async (client, index) => {
      await client.query(settings);
      return write(client, index + 1, () => {
        const sum = commits.reduce((one, other) => one + other, 0);
        commits[index] = (commits[index] ?? 0) + 1;
        return isStopped || sum > wanted;
      });
    });
    return {
      stop: async () => {
        isStopped = true;
        return (await Promise.all(all)).reduce((one, other) => one + other, 0);
      },
      done: async () => (await Promise.all(all)).reduce((one, other) => one + other, 0),
    };
  }

  /** Rows by their keys, as a follower would have them: each changed key is read again. */
  class Copy {
    private readonly rows = new Map<string, unknown>();

    async fill(): Promise<void> {
      for (const row of await readValues(database.source(), { table: "t" }))
        this.rows.set(`["${(row as { id: number }).id}"]`, row);
    }

    async reread(client: Client, keys: ReadonlySet<string>): Promise<void> {
      const ids = [...keys].map((key) => (JSON.parse(key) as [string])[0]);
      const { rows } = await client.query<{ id: number }>("SELECT id, v FROM t WHERE id = ANY($1::int[])", [
        ids,
      ]);
      for (const key of keys) this.rows.delete(key);
      for (const row of rows) this.rows.set(`["${row.id}"]`, row);
    }

    get sorted(): unknown[] {
      return [...this.rows.values()].sort(
        (one, other) => (one as { id: number }).id - (other as { id: number }).id,
      );
    }
  }

  async function follow(log: ChangeLog, from: string, copy: Copy, until: () => Promise<string | undefined>) {
    const client = await database.client();
    let position = from;
    const stop = new AbortController();
    for await (const step of log.changes(position, stop.signal)) {
      await copy.reread(client, new Set(step.changes.map(({ key }) => key)));
      position = step.position ?? position;
      const end = await until();
      if (end !== undefined && log.isReached(position, end)) break;
    }
    stop.abort();
  }

  it.each(["on", "off"])(
    "misses nothing after begin(), with rows read after it and synchronous_commit=%s",
    async (synchronousCommit) => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      let total = 0;
      for (let round = 0; round < 3; round++) {
        const log = await database.log(["t"], `round-${round}`);
        const written = await writers(3, 700, `SET synchronous_commit = ${synchronousCommit}`);
        const from = await log.begin();
        const copy = new Copy();
        await copy.fill();
        total += await written.done();
        const end = await log.end();
        await follow(log, from, copy, () => Promise.resolve(end));
        expect(copy.sorted).toEqual(await database.rows("SELECT id, v FROM t ORDER BY id"));
        await log.remove();
      }
      expect(total).toBeGreaterThan(1_000);
    },
  );

  it("misses nothing while connections are lost, each time from the last position", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
    const log = await database.log(["t"]);
    const from = await log.begin();
    const written = await writers(3, Infinity, "SET synchronous_commit = off");
    const client = await database.client();
    const copy = new Copy();
    let position = from;
    let end: string | undefined;
    let losses = 0;
    let steps = 0;
    const stop = new AbortController();
    while (end === undefined || !log.isReached(position, end)) {
      try {
        for await (const step of log.changes(position, stop.signal)) {
          await copy.reread(client, new Set(step.changes.map(({ key }) => key)));
          position = step.position ?? position;
          if (++steps % 50 === 0) await log.settled(position);
          if (steps % 100 === 0 && losses < 3) await database.query(endSessions);
          if (losses >= 3 && end === undefined) {
            await written.stop();
            end = await log.end();
          }
          if (end !== undefined && log.isReached(position, end)) break;
        }
      } catch (error) {
        losses++;
        expect(error).toMatchObject({ code: "source-lost" });
      }
    }
    stop.abort();
    expect(losses).toBeGreaterThanOrEqual(3);
    expect(copy.sorted).toEqual(await database.rows("SELECT id, v FROM t ORDER BY id"));
  });
});
