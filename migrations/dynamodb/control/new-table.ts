import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { orRefused } from "./refusal";
import { type Polling, waitFor } from "./wait";

/** A table that is yet to be made, without Terraform: on demand, and without indexes. */
export interface NewTable {
  readonly name: string;
  /** Partition key first. */
  readonly key: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
}

/** What the service has to be told of it. */
export function creationOf({ name: TableName, key }: NewTable) {
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST" as const,
    AttributeDefinitions: key.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: key.map(({ name }, index) => ({
      AttributeName: name,
      KeyType: index === 0 ? ("HASH" as const) : ("RANGE" as const),
    })),
  };
}

/** Makes a table and waits until it can be written to. @throws UnreachableError, InterruptedError */
export async function makeTable(client: DynamoDBClient, table: NewTable, polling: Polling): Promise<void> {
  const what = `make table ${table.name}`;
  await orRefused(what, () => client.send(new CreateTableCommand(creationOf(table))));
  const describe = new DescribeTableCommand({ TableName: table.name });
  await waitFor(
    {
      ask: () => orRefused(what, () => client.send(describe)),
      statusOf: (response) => response.Table?.TableStatus ?? "CREATING",
      isFinal: (status) => status !== "CREATING",
      whenInterrupted: `the service continues to create table ${table.name}`,
    },
    polling,
  );
}
