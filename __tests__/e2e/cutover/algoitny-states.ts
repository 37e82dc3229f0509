import { type AttributeValue, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import type { Pool } from "mysql2/promise";
import { type Plain, plainJson, type StoredItem } from "./stored-states";

type Row = Readonly<Record<string, string | number | null>>;

/** The items of an entity by their keys. */
export type Items = ReadonlyMap<string, Plain>;

const ninetyDays = 90 * 24 * 60 * 60;
const number = (value: unknown) => ({ number: String(value) });
const optional = (name: string, value: unknown) => (value === null ? {} : { [name]: value });
const json = (value: unknown): object | null => exactJson(value as string | null);

/**
 * The items that AlgoItny's rows must be, said without cutover.yaml and read without the library, and the rows themselves.
 *
 * @param pool with `jsonStrings`
 */
export async function rowsInMysql(pool: Pool): Promise<{ rows: Map<string, Row>; items: Items }> {
  const rows = new Map<string, Row>();
  const items = new Map<string, Plain>();
  const add = (item: { PK: string; SK: string }) => items.set(`${item.PK} ${item.SK}`, plainJson(item));
  for (const { table, itemsOf } of kinds) {
    const columns = `${table}.*, DATE_FORMAT(${table === "rate_limits" ? "NULL" : "created_at"}, '%Y-%m-%dT%H:%i:%s.%f') AS at,
      ${table === "rate_limits" ? "NULL" : "TIMESTAMPDIFF(SECOND, '1970-01-01', created_at)"} AS seconds`;
    const [found] = await pool.query(`SELECT ${columns} FROM ${table}`);
    for (const row of found as Row[]) {
      rows.set(`${table} ${row["id"] ?? `${row["user_id"]} ${row["action"]}`}`, row);
      itemsOf(row).forEach(add);
    }
  }
  return { rows, items };
}

/** The items of the table. */
export async function itemsInAlgoitny(client: DynamoDBClient, table: string): Promise<Items> {
  const items = new Map<string, Plain>();
  for await (const { Items: found = [] } of paginateScan(
    { client },
    { TableName: table, ConsistentRead: true },
  ))
    for (const item of found as StoredItem[]) {
      delete item["_e"];
      items.set(`${item["PK"]?.S} ${item["SK"]?.S}`, plainJson(plainOf({ M: item })));
    }
  return items;
}

/** Numbers as `{ number: text }`, which `plainJson` compares by value. */
function exactJson(text: string | null): object | null {
  if (text === null) return null;
  const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  return JSON.parse(
    text.replace(tokens, (token) => (token.startsWith('"') ? token : `{"number":"${token}"}`)),
  ) as object;
}

function plainOf(value: AttributeValue): unknown {
  if (value.N !== undefined) return number(value.N);
  if (value.L) return value.L.map(plainOf);
  if (value.M)
    return Object.fromEntries(Object.entries(value.M).map(([name, member]) => [name, plainOf(member)]));
  return value.S ?? value.BOOL ?? null;
}

type PlainItem = { PK: string; SK: string };

const kinds: readonly { table: string; itemsOf: (row: Row) => PlainItem[] }[] = [
  {
    table: "users",
    itemsOf: (row) => [
      {
        ...{ PK: `USR#${row["id"]}`, SK: "META", tp: "usr", id: number(row["id"]), em: row["email"] },
        ...{ nm: row["name"], act: number(row["is_active"]), stf: number(row["is_staff"]), crt: row["at"] },
        ...(row["subscription_plan_id"] !== null && { plan: number(row["subscription_plan_id"]) }),
        ...{ GSI1PK: `EMAIL#${String(row["email"]).toLowerCase()}`, GSI1SK: `USR#${row["id"]}` },
      },
    ],
  },
  { table: "problems", itemsOf: problemItems },
  {
    table: "search_history",
    itemsOf: (row) => [
      {
        ...{ PK: `HIST#${row["id"]}`, SK: "META", tp: "hist", id: number(row["id"]) },
        ...(row["user_id"] !== null && { uid: number(row["user_id"]) }),
        ...{ pid: number(row["problem_id"]), code: row["function_code"], crt: row["at"] },
        ...{ psd: number(row["passed_count"]), fld: number(row["failed_count"]) },
        ...{ pub: number(row["is_code_public"]), ...optional("res", json(row["result_summary"])) },
        ...(row["is_code_public"] === 1 && { GSI2PK: "PUBLIC", GSI2SK: row["at"] }),
      },
    ],
  },
  {
    table: "usage_logs",
    itemsOf: (row) =>
      row["user_id"] === null
        ? []
        : [
            {
              ...{ PK: `USR#${row["user_id"]}`, SK: `ULOG#${row["id"]}`, tp: "ulog", id: number(row["id"]) },
              ...{ uid: number(row["user_id"]), act: row["action"], met: json(row["metadata"]) },
              ...(row["problem_id"] !== null && { pid: number(row["problem_id"]) }),
              ...{ crt: row["at"], ttl: number(Number(row["seconds"]) + ninetyDays) },
            },
          ],
  },
  {
    table: "rate_limits",
    itemsOf: (row) => [
      {
        ...{ PK: `USR#${row["user_id"]}`, SK: `RATE#${row["action"]}#${row["window_start"]}`, tp: "rate" },
        ...{ cnt: number(row["requests"]), ttl: number(Number(row["window_start"]) + 2 * 24 * 60 * 60) },
      },
    ],
  },
];

function problemItems(row: Row): PlainItem[] {
  const PK = `PROB#${row["id"]}`;
  const tests = json(row["test_cases"]) as { input: string; output: string }[];
  const problem = {
    ...{
      PK,
      SK: "META",
      tp: "prob",
      id: number(row["id"]),
      plat: row["platform"],
      num: row["problem_number"],
    },
    ...{
      tit: row["title"],
      ...optional("url", row["problem_url"]),
      ...optional("sol", row["solution_code"]),
    },
    ...{ tag: json(row["tags"]), lng: row["language"], cmp: number(row["is_completed"]), crt: row["at"] },
    ...{ tcc: number(tests.length), GSI1PK: `PROB#${row["platform"]}#${row["problem_number"]}`, GSI1SK: PK },
  };
  const cases = tests.map(({ input, output }, index) => ({
    ...{ PK, SK: `TC#${String(index + 1).padStart(4, "0")}`, tp: "tc", inp: input, out: output },
  }));
  return [problem, ...cases];
}
