import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { Client } from "pg";
import type { Figure } from "../figure";
import { eachDatabase, type FollowedDatabase } from "./databases";
import { Follower } from "./follower";
import { yieldToOthers } from "./yield-to-others";

const rows = 10_000;
/** Rows that most transactions write, so that the writers and `follow` meet. */
const hotRows = 500;
const writers = 4;
/** Pauses of a writer between its transactions, in milliseconds: none, and as long as an application thinks. */
const pauses = [0, 4];
const windowMs = 5000;
/** Pairs of windows with and without `follow`. */
const pairs = 6;

/** A connection of the application. */
interface Writer {
  run(...statements: readonly string[]): Promise<void>;
  value(sql: string): Promise<number>;
  close(): Promise<void>;
}

/**
 * Transactions per second of an application with and without `follow` beside it, in windows that alternate: `follow` is
 * stopped by a signal, and continues with what was written meanwhile. It yields the processors to the others, as if it
 * ran on another machine, as does what it writes to.
 */
export function besideAnApplication(): Promise<Figure[]> {
  return eachDatabase(
    `follow: ${writers} writers beside it`,
    { rows, body: "'some text of a row'" },
    async (followed) => {
      const figures: Figure[] = [];
      const running = new Follower(followed, "run", "--follow");
      await running.said("Following run");
      [running.pid, followed.enginePid].forEach(yieldToOthers);
      for (const pauseMs of pauses) figures.push(await compareWindows(followed, running, pauseMs));
      await running.end("SIGINT");
      await new Follower(followed, "follow", "--until", "caught-up").done();
      await new Follower(followed, "follow", "end").done();
      return figures;
    },
  );
}

async function compareWindows(
  followed: FollowedDatabase,
  running: Follower,
  pauseMs: number,
): Promise<Figure> {
  const clients = await Promise.all(Array.from({ length: writers }, () => connect(followed)));
  const deadlocksBefore = await deadlocks(followed, clients[0] as Writer);
  const done = { with: 0, without: 0 };
  const tookMs = { with: 0, without: 0 };
  let side: keyof typeof done | undefined;
  let isOver = false;
  const work = clients.map((client, number) =>
    write(
      client,
      number,
      pauseMs,
      () => isOver,
      () => side && done[side]++,
    ),
  );
  for (let pair = 0; pair < pairs; pair++)
    for (const next of pair % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)) {
      running.signal(next === "with" ? "SIGCONT" : "SIGSTOP");
      // What is in flight of the other side is not counted.
      side = undefined;
      await sleep(500);
      const startedMs = performance.now();
      side = next;
      await sleep(windowMs);
      side = undefined;
      tookMs[next] += performance.now() - startedMs;
    }
  running.signal("SIGCONT");
  isOver = true;
  const failed = (await Promise.all(work)).reduce((sum, one) => sum + one, 0);
  const met = (await deadlocks(followed, clients[0] as Writer)) - deadlocksBefore;
  await Promise.all(clients.map((client) => client.close()));
  const rate = (of: keyof typeof done): number => (done[of] / tookMs[of]) * 1000;
  return {
    what: `follow ${followed.name} beside ${writers} writers, ${pauseMs === 0 ? "without a pause" : `${pauseMs} ms between transactions`}`,
    figure: `${rate("with").toFixed(0)} transactions per second, ${met} deadlocks, ${failed} failed`,
    ratio: `${(rate("with") / rate("without")).toFixed(3)} × without follow`,
  };
}

/** Writes transactions that lock their rows in one order, so that none of the writers can be in a deadlock with another. */
async function write(
  client: Writer,
  number: number,
  pauseMs: number,
  isOver: () => boolean,
  onDone: () => void,
): Promise<number> {
  let failed = 0;
  let own = 1_000_000 * (number + 1);
  for (let count = number; !isOver(); count++) {
    const first = 1 + ((count * 37) % (hotRows - 1));
    const second = first + 1 + ((count * 11) % (hotRows - first));
    try {
      await client.run(
        "BEGIN",
        `UPDATE bench SET amount = amount + 1 WHERE id = ${first}`,
        `UPDATE bench SET body = 'changed ${count}' WHERE id = ${second}`,
        count % 3 === 0
          ? `INSERT INTO bench VALUES (${++own}, 'new', ${count})`
          : `DELETE FROM bench WHERE id = ${own}`,
        "COMMIT",
      );
      onDone();
    } catch {
      failed++;
      await client.run("ROLLBACK");
    }
    if (pauseMs > 0) await sleep(pauseMs);
  }
  return failed;
}

async function connect({ kind, database }: FollowedDatabase): Promise<Writer> {
  if (kind === "mysql") {
    const connection = await createConnection({ uri: database.url });
    return {
      run: async (...statements) => {
        for (const statement of statements) await connection.query(statement);
      },
      value: async (sql) => {
        const [found] = await connection.query<RowDataPacket[]>({ sql, rowsAsArray: true });
        return Number((found[0] as unknown as readonly unknown[]).at(-1));
      },
      close: () => connection.end(),
    };
  }
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return {
    run: async (...statements) => {
      for (const statement of statements) await client.query(statement);
    },
    value: async (sql) =>
      Number(Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {}).at(-1)),
    close: () => client.end(),
  };
}

/** Deadlocks that the server has resolved since it started. */
function deadlocks({ kind }: FollowedDatabase, client: Writer): Promise<number> {
  return client.value(
    kind === "mysql"
      ? "SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'"
      : "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
  );
}
