import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { orRefused } from "./refusal";
import { type Polling, waitFor } from "./wait";

/** A table to be created, with its time to live. */
export interface TableCreation {
  readonly input: CreateTableCommandInput & { readonly TableName: string };
  readonly ttlAttribute?: string | null | undefined;
}

/**
 * Creates a table unless one of its name exists, and waits until it is active.
 * @returns the description of the table that existed; `undefined` if it was created
 * @throws UnreachableError, InterruptedError
 */
export async function createMissingTable(
  client: DynamoDBClient,
  { input, ttlAttribute }: TableCreation,
  polling: Polling,
): Promise<TableDescription | undefined> {
  const { TableName } = input;
  const what = `create table ${TableName}`;
  const describe = new DescribeTableCommand({ TableName });
  const present = await existing(client, describe, what);
  if (present) return present;
  await orRefused(what, () => client.send(new CreateTableCommand(input)));
  await waitFor(
    {
      ask: () => orRefused(what, () => client.send(describe)),
      statusOf: (response) => response.Table?.TableStatus ?? "CREATING",
      isFinal: (status) => status !== "CREATING",
      whenInterrupted: `the service continues to create table ${TableName}`,
    },
    polling,
  );
  if (ttlAttribute) {
    const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
    const command = new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification });
    await orRefused(`set the time to live of ${TableName}`, () => client.send(command));
  }
  return undefined;
}

async function existing(
  client: DynamoDBClient,
  describe: DescribeTableCommand,
  what: string,
): Promise<TableDescription | undefined> {
  return orRefused(what, async () => {
    try {
      return (await client.send(describe)).Table;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

/** The client of the command line wraps what the service says. */
function isNotFound(error: unknown): boolean {
  const { name, code, cause } = (error ?? {}) as { name?: string; code?: string; cause?: unknown };
  const wanted = ResourceNotFoundException.name;
  return name === wanted || code === wanted || (cause !== undefined && isNotFound(cause));
}
