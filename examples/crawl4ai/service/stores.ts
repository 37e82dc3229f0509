import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  dynamoDbStore,
  loadRecordMapping,
  type MigrationMapping,
  type NewStore,
  type OldStore,
  sqliteStore,
} from "cdktf-dynamodb/cutover";
import { openDatabase } from "./database";

/** Both stores of the pages, and the mapping between them. */
export interface Stores {
  readonly old: OldStore;
  readonly new: NewStore;
  readonly mapping: MigrationMapping;
}

/** `DYNAMODB_ENDPOINT` is set in development only. */
export function clientFor(environment: NodeJS.ProcessEnv): DynamoDBClient {
  const endpoint = environment["DYNAMODB_ENDPOINT"];
  return new DynamoDBClient(endpoint === undefined ? {} : { endpoint });
}

/** Folder of the database and of the outputs file: `CRAWL4AI_DATA`, by default that of this example. */
export function dataFolder(environment: NodeJS.ProcessEnv): string {
  return environment["CRAWL4AI_DATA"] ?? join(__dirname, "..");
}

/** Opens SQLite and DynamoDB. */
export async function openStores(environment: NodeJS.ProcessEnv, client: DynamoDBClient): Promise<Stores> {
  const folder = dataFolder(environment);
  const mapping = await loadRecordMapping({
    migration: join(__dirname, "../cutover.yaml"),
    outputs: environment["CRAWL4AI_OUTPUTS"] ?? join(folder, "outputs.json"),
    entity: "page",
    env: environment,
  });
  const database = await openDatabase(join(folder, "crawl4ai.db"));
  const old = sqliteStore({ database, mapping });
  const closing = { close: () => Promise.resolve(database.close()) };
  return { old: Object.assign(old, closing), new: dynamoDbStore({ mapping, client }), mapping };
}

/** For `dynamodb-migrate cutover … --stores`, which after the flip writes the rows of SQLite, too. */
export default async function storesByEntity(): Promise<Record<string, Stores>> {
  return { page: await openStores(process.env, clientFor(process.env)) };
}
