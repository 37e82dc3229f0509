import { parseArgs } from "node:util";
import { createPool, type Pool, type PoolConnection } from "mysql2/promise";

// npx tsx traffic.ts [--writers <n>] [--pause <ms>]
//
// Stands in for AlgoItny's application: writes to its MySQL database, with the application's statements, until Ctrl-C.
const { values } = parseArgs({
  options: { writers: { type: "string", default: "3" }, pause: { type: "string", default: "20" } },
});

const action = {
  signUp: (pool) => {
    const id = newId();
    return pool.query("INSERT INTO users VALUES (?, ?, ?, ?, 1, 0, ?)", [
      ...[id, `user${id}@Example.com`, "Ada", pick([null, 1, 2]), now()],
    ]);
  },
  changeAddress: async (pool) => {
    const id = await someId(pool, "users");
    await pool.query("UPDATE users SET email = ? WHERE id = ?", [`new${newId()}@Example.com`, id]);
  },
  closeAccount: (pool) =>
    transaction(pool, async (connection) => {
      const id = await someId(connection, "users", firstNewId);
      await connection.query("DELETE FROM usage_logs WHERE user_id = ?", [id]);
      await connection.query("UPDATE search_history SET user_id = NULL WHERE user_id = ?", [id]);
      await connection.query("DELETE FROM users WHERE id = ?", [id]);
    }),
  addProblem: (pool) => {
    const id = newId();
    return pool.query(
      "INSERT INTO problems VALUES (?, 'baekjoon', ?, ?, NULL, '[\"math\"]', NULL, 'python', 0, ?, ?)",
      [...[id, `${id}`, `Problem ${id}`, tests(), now()]],
    );
  },
  // The history of a problem repeats its number and title, so only new problems may change them.
  renumberNewProblem: async (pool) => {
    const number = `${newId()}B`;
    const id = await someId(pool, "problems", firstNewId);
    await pool.query("UPDATE problems SET problem_number = ?, title = ? WHERE id = ?", [
      number,
      `Problem ${number}`,
      id,
    ]);
  },
  reviseTests: async (pool) => {
    const id = await someId(pool, "problems");
    await pool.query("UPDATE problems SET test_cases = ? WHERE id = ?", [tests(), id]);
  },
  withdrawProblem: async (pool) => {
    const id = await someId(pool, "problems", firstNewId);
    await pool.query("DELETE FROM problems WHERE id = ?", [id]);
  },
  submit: (pool) =>
    transaction(pool, async (connection) => {
      const [id, user, problem] = [newId(), await someId(connection, "users"), 1 + random(60)];
      await connection.query("INSERT INTO search_history VALUES (?, ?, ?, 'print(1)', ?, 0, ?, NULL, ?)", [
        ...[id, user, problem, random(7), random(2), now()],
      ]);
      await connection.query("INSERT INTO usage_logs VALUES (?, ?, 'execution', ?, ?, ?)", [
        ...[newId(), user, problem, JSON.stringify({ history_id: id }), now()],
      ]);
    }),
  publish: async (pool) => {
    const id = await someId(pool, "search_history");
    await pool.query("UPDATE search_history SET is_code_public = 1 - is_code_public WHERE id = ?", [id]);
  },
  deleteHistory: async (pool) => {
    const id = await someId(pool, "search_history");
    await pool.query("DELETE FROM search_history WHERE id = ?", [id]);
  },
  visit: (pool) =>
    pool.query("INSERT INTO usage_logs VALUES (?, NULL, 'hint', NULL, '{}', ?)", [newId(), now()]),
  // Usage of a visitor who then signs in becomes that of the user.
  signIn: async (pool) => {
    const user = await someId(pool, "users");
    await pool.query("UPDATE usage_logs SET user_id = ? WHERE user_id IS NULL LIMIT 1", [user]);
  },
  deleteUsage: async (pool) => {
    const id = await someId(pool, "usage_logs");
    await pool.query("DELETE FROM usage_logs WHERE id = ?", [id]);
  },
} satisfies Record<string, (pool: Pool) => Promise<unknown>>;

/** Above every id of algoitny.sql. */
const firstNewId = 1_000_000;

function newId(): number {
  return firstNewId + random(2 ** 40);
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

function pick<Member>(members: readonly Member[]): Member {
  return members[random(members.length)] as Member;
}

function now(): string {
  return new Date().toISOString().replace("T", " ").replace("Z", "");
}

/** 0 to 4 test cases. */
function tests(): string {
  return JSON.stringify(
    Array.from({ length: random(5) }, (_, n) => ({ input: `${n} ${random(99)}\n`, output: `${n}` })),
  );
}

async function someId(connection: Pool | PoolConnection, table: string, from = 0): Promise<number | null> {
  const [rows] = await connection.query(`SELECT id FROM ${table} WHERE id >= ? ORDER BY RAND() LIMIT 1`, [
    from,
  ]);
  return (rows as { id: number }[])[0]?.id ?? null;
}

async function transaction(pool: Pool, work: (connection: PoolConnection) => Promise<void>): Promise<void> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    await work(connection);
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    throw error;
  } finally {
    connection.release();
  }
}

async function write(): Promise<void> {
  const url = process.env["ALGOITNY_MYSQL_URL"];
  if (url === undefined)
    throw new Error("set ALGOITNY_MYSQL_URL: mysql://user:password@127.0.0.1:3306/algoitny");
  const pool = createPool({ uri: url, connectionLimit: Number(values.writers) });
  let isOver = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (isOver = true));
  let statements = 0;
  const writer = async (): Promise<void> => {
    while (!isOver) {
      // Of two transactions that wait for each other, MySQL ends one; the application would show an error.
      await pick(Object.values(action))(pool).catch((error: { errno?: number }) => {
        if (error.errno !== deadlock) throw error;
      });
      if (++statements === 100) console.error("100 actions done; writing until Ctrl-C");
      await new Promise((resolve) => setTimeout(resolve, Number(values.pause)));
    }
  };
  await Promise.all(Array.from({ length: Number(values.writers) }, writer));
  await pool.end();
  console.error(`${statements} actions done`);
}

/** ER_LOCK_DEADLOCK. */
const deadlock = 1213;

write().catch((error: unknown) => {
  console.error(`cannot write: ${(error as Error).message}`);
  process.exitCode = 1;
});
