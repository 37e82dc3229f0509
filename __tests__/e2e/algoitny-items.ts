import type { Pool } from "mysql2/promise";
import type { Item } from "../../migrations/items/item";

type Row = Readonly<Record<string, string | number | null>>;

const ninetyDays = 90 * 24 * 60 * 60;

/**
 * The items that the rows of AlgoItny's database must become, said without the migration file and read without the
 * runner: keys, and those attributes that tell one version of a row from another.
 */
export async function expectedItems(pool: Pool): Promise<Item[]> {
  const rows = async (sql: string) => (await pool.query(sql))[0] as Row[];
  const users = await rows("SELECT id, email FROM users");
  const problems = await rows(
    "SELECT id, platform, problem_number AS number, title, CAST(test_cases AS CHAR) AS test_cases FROM problems",
  );
  const history = await rows("SELECT id, user_id, problem_id, is_code_public FROM search_history");
  const usage = await rows(
    "SELECT id, user_id, TIMESTAMPDIFF(SECOND, '1970-01-01', created_at) AS at FROM usage_logs WHERE user_id IS NOT NULL",
  );
  const problemsById = new Map(problems.map((problem) => [problem["id"], problem]));
  return [
    ...users.map(({ id, email }) => item(`USR#${id}`, "META", { em: text(email) })),
    ...problems.flatMap(problemItems),
    ...history.map((row) => historyItem(row, problemsById.get(row["problem_id"]))),
    ...usage.map(({ id, user_id: user, at }) =>
      item(`USR#${user}`, `ULOG#${at}#${id}`, { ttl: { N: String(Number(at) + ninetyDays) } }),
    ),
  ];
}

/** The same attributes of the items that the table has. */
export function comparable(stored: Item): Item {
  const names = ["PK", "SK", "em", "tit", "tcc", "inp", "uid", "prob", "GSI2PK", "ttl"];
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(stored, name) ? [[name, stored[name]] as const] : [])),
  ) as Item;
}

/** In the order of their keys. */
export function sorted(items: readonly Item[]): Item[] {
  const keyOf = ({ PK, SK }: Item) => `${PK?.S} ${SK?.S}`;
  return items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function problemItems({ platform, number, title, test_cases: cases }: Row): Item[] {
  const pk = `PROB#${platform}#${number}`;
  const tests = JSON.parse(String(cases)) as { input: string }[];
  return [
    item(pk, "META", { tit: text(title), tcc: { N: String(tests.length) } }),
    ...tests.map(({ input }, index) =>
      item(pk, `TC#${String(index + 1).padStart(4, "0")}`, { inp: text(input) }),
    ),
  ];
}

function historyItem({ id, user_id: user, is_code_public: isPublic }: Row, problem: Row | undefined): Item {
  return item(`HIST#${id}`, "META", {
    prob: { S: `PROB#${problem?.["platform"]}#${problem?.["number"]}` },
    tit: text(problem?.["title"]),
    ...(user !== null && { uid: { N: String(user) } }),
    ...(isPublic === 1 && { GSI2PK: text("PUBLIC") }),
  });
}

function item(pk: string, sk: string, attributes: Item): Item {
  return { PK: { S: pk }, SK: { S: sk }, ...attributes };
}

function text(value: string | number | null | undefined): { S: string } {
  return { S: String(value) };
}
