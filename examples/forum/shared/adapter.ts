import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  cutover,
  type Cutover,
  dynamoDbStore,
  DynamoDbControl,
  DynamoDbLedger,
  FileControl,
  FileLedger,
  fromEnvironment,
  jsonFileStore,
  type JsonFileStore,
  loadRecordMapping,
  type Records,
} from "cdktf-dynamodb/cutover";

/** The kinds of records, each of which a service owns, and the columns of their keys. */
export const keys = { users: "userId", threads: "threadId", posts: "postId" } as const;
export type Kind = keyof typeof keys;

export type Row = Record<string, unknown>;

/** One interface over db.json and DynamoDB: the phase of the cutover decides which of them is read and written. */
export interface Adapter {
  readonly records: Records<Row>;
  /** Native operations of the two stores, for what one record by its key does not cover. */
  readonly file: JsonFileStore;
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly cutover: Cutover;
}

/** Opens the records of a service. @param folder of `users/db.json` and so on */
export async function openAdapter(kind: Kind, environment: NodeJS.ProcessEnv): Promise<Adapter> {
  const folder = environment["FORUM_DATA"] ?? join(__dirname, "..");
  const mapping = await loadRecordMapping({
    migration: join(__dirname, "../migration.yaml"),
    outputs: environment["FORUM_OUTPUTS"] ?? join(folder, "outputs.json"),
    entity: kind,
    key: keys[kind],
    env: environment,
  });
  const client = new DynamoDBClient({});
  const file = jsonFileStore({ path: join(folder, kind, "db.json"), mapping });
  const running = await cutover({
    ...controlIn(environment, folder),
    entities: { [kind]: { old: file, new: dynamoDbStore({ mapping, client }), mapping } },
    ...withOverride(environment),
    ...pollingIn(environment),
    onEvent: ({ kind: event, message }) => console.error(`${event}: ${message}`),
  });
  return { records: running.entity<Row>(kind), file, client, table: mapping.table.name, cutover: running };
}

/** Two tables of DynamoDB; on one machine, a file and a folder beside the data. */
function controlIn(environment: NodeJS.ProcessEnv, folder: string) {
  const control = environment["CUTOVER_CONTROL_TABLE"];
  const ledger = environment["CUTOVER_LEDGER_TABLE"];
  if (control !== undefined && ledger !== undefined)
    return {
      control: new DynamoDbControl({ table: control }),
      ledger: new DynamoDbLedger({ table: ledger }),
    };
  return {
    control: new FileControl(join(folder, "cutover.json")),
    ledger: new FileLedger(join(folder, "cutover-ledger")),
    startWithout: "old" as const,
  };
}

/** `USE_DYNAMODB=true` reads DynamoDB as soon as the phase allows it. */
function withOverride(environment: NodeJS.ProcessEnv) {
  const override = fromEnvironment({ forceNew: "USE_DYNAMODB" }, environment);
  return override ? { override } : {};
}

function pollingIn(environment: NodeJS.ProcessEnv) {
  const poll = environment["CUTOVER_POLL_MS"];
  const lease = environment["CUTOVER_LEASE_MS"];
  return {
    ...(poll !== undefined && { pollMilliseconds: Number(poll) }),
    ...(lease !== undefined && { leaseMilliseconds: Number(lease) }),
  };
}
