import { CreateTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Attribute } from "../../../constructs";
import type { Item } from "../../../migrations/items/item";
import { loadTables } from "../../../stacks/config/load-tables";
import type { Workspace } from "./workspace";

/** Creates the tables of a tables.yaml as Terraform would, and writes the outputs beside it. */
export async function createScaffolded(workspace: Workspace, folder: string): Promise<ScaffoldedTables> {
  const text = await workspace.read(`${folder}/tables.yaml`);
  const { tables, service } = loadTables(`${folder}/tables.yaml`, text);
  const client = new DynamoDBClient({
    ...{ endpoint: workspace.endpoint, region: "us-east-1" },
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const prefix = `${folder}-${service}-dev-`;
  for (const [id, table] of Object.entries(tables)) {
    const indexes = Object.entries(table.indexes ?? {});
    const keys = [table, ...indexes.map(([, index]) => index)].flatMap((one) => attributesOf(one));
    await client.send(
      new CreateTableCommand({
        ...{ TableName: prefix + id, BillingMode: "PAY_PER_REQUEST", KeySchema: keySchema(table) },
        AttributeDefinitions: [...new Map(keys.map((key) => [key.name, key])).values()].map((key) => ({
          AttributeName: key.name,
          AttributeType: key.type,
        })),
        ...(indexes.length > 0 && {
          GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
            ...{ IndexName, KeySchema: keySchema(index), Projection: { ProjectionType: "ALL" as const } },
          })),
        }),
      }),
    );
  }
  const described = Object.entries(tables).map(([id, table]) => [id, outputOf(prefix + id, table)]);
  const output = { formatVersion: 1, service, environment: "dev", region: "us-east-1", role: "primary" };
  const dynamodb_tables = { ...output, tables: Object.fromEntries(described) as unknown };
  await workspace.file(`${folder}/outputs.json`, JSON.stringify({ stack: { dynamodb_tables } }));
  return new ScaffoldedTables(client, prefix);
}

interface Keyed {
  readonly partitionKey: Attribute | readonly Attribute[];
  readonly sortKey?: Attribute | readonly Attribute[] | undefined;
}

function attributesOf({ partitionKey, sortKey }: Keyed): Attribute[] {
  return [partitionKey, sortKey ?? []].flat();
}

function keySchema(keyed: Keyed) {
  return attributesOf(keyed).map(({ name }, index) => ({
    AttributeName: name,
    KeyType: index === 0 ? ("HASH" as const) : ("RANGE" as const),
  }));
}

/** `init` gives every key one attribute. */
function keysOf(keyed: Keyed) {
  const [partitionKey, sortKey = null] = attributesOf(keyed).map(({ name, type }) => ({ name, type }));
  return { partitionKey, sortKey };
}

function outputOf(
  name: string,
  table: Keyed & { readonly indexes?: Readonly<Record<string, Keyed>> | undefined },
) {
  const indexes = Object.entries(table.indexes ?? {}).map(([index, keyed]) => ({
    ...{ name: index, kind: "global", projection: "ALL" },
    ...keysOf(keyed),
  }));
  return { name, ...keysOf(table), indexes, billing: { mode: "on-demand" }, replicaRegions: [] };
}

/** The tables in the emulator. */
export class ScaffoldedTables {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly prefix: string,
  ) {}

  async items(id: string): Promise<Item[]> {
    return (await this.client.send(new ScanCommand({ TableName: this.prefix + id }))).Items ?? [];
  }
}
