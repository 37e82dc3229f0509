import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Target, TargetTable } from "../../../migrations/items/target-table";

/** A key as in tables.yaml: `board`, or `createdAt:N`. */
interface Keys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** A table of an example. */
export interface ExampleTable extends Keys {
  readonly name: string;
  readonly ttl?: string;
  readonly indexes?: Readonly<Record<string, Keys>>;
}

/** The output `dynamodb_tables` of tables, by their ids. */
export function outputsOf(tables: Readonly<Record<string, ExampleTable>>): Target {
  const described = Object.entries(tables).map(([id, table]): [string, TargetTable] => [
    id,
    describedTable(table),
  ]);
  return {
    ...{ formatVersion: 1, service: "test", environment: "dev", region: "us-east-1", role: "primary" },
    tables: Object.fromEntries(described),
  };
}

function describedTable({ name, ttl, indexes = {}, ...keys }: ExampleTable): TargetTable {
  return {
    ...{ name, ...keysOf(keys), billing: { mode: "on-demand" }, replicaRegions: [] },
    ...(ttl !== undefined && { ttlAttribute: ttl }),
    indexes: Object.entries(indexes).map(([index, one]) => ({
      ...{ name: index, kind: "global", projection: "ALL", ...keysOf(one) },
    })),
  };
}

function keysOf({ partitionKey, sortKey }: Keys) {
  return { partitionKey: keyOf(partitionKey), ...(sortKey !== undefined && { sortKey: keyOf(sortKey) }) };
}

function keyOf(text: string): { name: string; type: "S" | "N" } {
  const [name = "", type] = text.split(":");
  return { name, type: type === "N" ? "N" : "S" };
}

/** Creates the tables of an output. */
export async function createTables(client: DynamoDBClient, { tables }: Target): Promise<void> {
  for (const table of Object.values(tables)) {
    const keys = [table, ...table.indexes].flatMap((one) => [
      one.partitionKey,
      ...(one.sortKey ? [one.sortKey] : []),
    ]);
    const types = new Map(keys.map(({ name, type }) => [name, type]));
    const indexes = table.indexes.map((index) => ({
      ...{
        IndexName: index.name,
        KeySchema: schemaOf(index),
        Projection: { ProjectionType: "ALL" as const },
      },
    }));
    await client.send(
      new CreateTableCommand({
        ...{ TableName: table.name, KeySchema: schemaOf(table), BillingMode: "PAY_PER_REQUEST" },
        AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
          AttributeName,
          AttributeType,
        })),
        ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
      }),
    );
  }
}

function schemaOf({ partitionKey, sortKey }: Pick<TargetTable, "partitionKey" | "sortKey">) {
  const partition = { AttributeName: partitionKey.name, KeyType: "HASH" as const };
  return sortKey ? [partition, { AttributeName: sortKey.name, KeyType: "RANGE" as const }] : [partition];
}
