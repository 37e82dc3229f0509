import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  dynamoDbStore,
  loadRecordMapping,
  mysqlStore,
  type RecordMappingOptions,
} from "cdktf-dynamodb/cutover";
import { createPool, type Pool } from "mysql2/promise";
import type { Stores } from "../repositories/stored";

/** Entities of cutover.yaml. */
export const entities = ["users", "problems", "history", "usage", "limits"] as const;
export type Entity = (typeof entities)[number];

type Choices = Pick<RecordMappingOptions, "key" | "toRow">;

/** What the library cannot derive from cutover.yaml. */
const choices: Readonly<Record<Entity, Choices>> = {
  users: {},
  problems: { toRow: problemOf },
  history: {},
  usage: { key: ["user_id", "id"] },
  limits: { key: ["user_id", "action", "window_start"], toRow: counterOf },
};

/** A row or an item as plain values. */
type Values = Parameters<NonNullable<Choices["toRow"]>>[0][number];

/** A key attribute of the table. */
function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The test cases follow the problem, in their order. */
function problemOf(items: readonly Values[]): Values {
  const found = items.find(({ SK }) => SK === "META") ?? {};
  const cases = items
    .filter(({ SK }) => SK !== "META")
    .toSorted((a, b) => (text(a["SK"]) < text(b["SK"]) ? -1 : 1));
  return {
    ...{ id: found["id"], platform: found["plat"], problem_number: found["num"], title: found["tit"] },
    ...{ problem_url: found["url"] ?? null, tags: found["tag"], solution_code: found["sol"] ?? null },
    ...{ language: found["lng"], is_completed: found["cmp"], created_at: found["crt"] },
    test_cases: cases.map(({ inp, out }) => ({ input: inp, output: out })),
  };
}

/** `USR#7`, `RATE#hint#1795651200`; the action may contain a `#`. */
function counterOf([counter = {}]: readonly Values[]): Values {
  const [user, rate] = [text(counter["PK"]), text(counter["SK"])];
  const last = rate.lastIndexOf("#");
  return {
    user_id: user.slice("USR#".length),
    action: rate.slice("RATE#".length, last),
    window_start: Number(rate.slice(last + 1)),
    requests: counter["cnt"],
  };
}

/** What the service has open. */
export interface Opened {
  readonly pool: Pool;
  readonly client: DynamoDBClient;
  readonly stores: Readonly<Record<Entity, Stores>>;
}

/** Opens MySQL and DynamoDB. @throws Error if ALGOITNY_MYSQL_URL is not set */
export async function openStores(environment: NodeJS.ProcessEnv): Promise<Opened> {
  const uri = environment["ALGOITNY_MYSQL_URL"];
  if (uri === undefined)
    throw new Error("set ALGOITNY_MYSQL_URL: mysql://user:password@127.0.0.1:3306/algoitny");
  const pool = createPool({ uri, connectionLimit: 10 });
  const client = new DynamoDBClient();
  const opened = entities.map(async (entity): Promise<[Entity, Stores]> => {
    const mapping = await loadRecordMapping({
      migration: join(__dirname, "../cutover.yaml"),
      outputs: environment["ALGOITNY_OUTPUTS"] ?? "outputs.json",
      ...{ entity, env: environment, ...choices[entity] },
    });
    return [entity, { old: mysqlStore({ pool, mapping }), new: dynamoDbStore({ mapping, client }), mapping }];
  });
  return { pool, client, stores: Object.fromEntries(await Promise.all(opened)) as Opened["stores"] };
}

/** For `dynamodb-migrate cutover … --stores`. */
export default async function storesByEntity(): Promise<Opened["stores"]> {
  const { pool, client, stores } = await openStores(process.env);
  const closing = {
    close: async () => {
      client.destroy();
      await pool.end();
    },
  };
  for (const { old } of Object.values(stores)) Object.assign(old, closing);
  return stores;
}
