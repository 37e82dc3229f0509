import {
  type AttributeValue,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { InterruptedError } from "../../errors";
import { orRefused } from "./refusal";
import { type Polling, waitFor } from "./wait";

/** The names of all tables of a region, sorted. */
export async function tableNames(client: DynamoDBClient): Promise<string[]> {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const list = new ListTablesCommand(after ? { ExclusiveStartTableName: after } : {});
    const page = await orRefused("list the tables", () => client.send(list));
    names.push(...(page.TableNames ?? []));
    after = page.LastEvaluatedTableName;
  } while (after !== undefined);
  return names.toSorted();
}

/** Counts a table's items by reading it, since what its description says can be six hours old. */
export async function countItems(
  client: DynamoDBClient,
  table: string,
  signal?: AbortSignal,
): Promise<number> {
  let items = 0;
  let after: Record<string, AttributeValue> | undefined;
  do {
    if (signal?.aborted) throw new InterruptedError("interrupted; nothing was changed");
    const scan = new ScanCommand({
      ...{ TableName: table, Select: "COUNT", ConsistentRead: true },
      ...(after && { ExclusiveStartKey: after }),
    });
    const page = await orRefused(`count the items of table ${table}`, () => client.send(scan));
    items += page.Count ?? 0;
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
  return items;
}

/** Deletes a table and waits until it is gone. @throws UnreachableError, InterruptedError */
export async function deleteTable(client: DynamoDBClient, table: string, polling: Polling): Promise<void> {
  const what = `delete table ${table}`;
  await orRefused(what, () => startDeletion(client, table), {
    ResourceInUseException: "wait until nothing else is done to it, and call again",
  });
  await waitFor(
    {
      ask: () => orRefused(what, () => statusOf(client, table)),
      statusOf: (status) => status,
      isFinal: (status) => status === gone,
      whenInterrupted: `the service continues to delete table ${table}`,
    },
    polling,
  );
}

const gone = "GONE";

/** A request that is retried because its response was lost is rejected, although the first attempt succeeded. */
async function startDeletion(client: DynamoDBClient, table: string): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName: table }));
  } catch (error) {
    const status = await statusOf(client, table);
    if (status !== gone && status !== "DELETING") throw error;
  }
}

async function statusOf(client: DynamoDBClient, table: string): Promise<string> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return Table?.TableStatus ?? "";
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return gone;
    throw error;
  }
}
