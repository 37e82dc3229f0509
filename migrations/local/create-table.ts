import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { messageOf, RunnerError, UnreachableError } from "../errors";
import { engineLimits, type RunningEngine } from "./engine";
import type { LocalCommand } from "./local-command";
import { differenceOf } from "./table-difference";
import type { TableResource } from "./table-resource";

export interface CreatedTable {
  readonly description: TableDescription;
  readonly outcome: "created" | "present";
  /** Settings that were omitted, because the engine does not support them or they were not requested; for people. */
  readonly leftOut: readonly string[];
}

/** Makes the table unless it is there already, in the same shape. @param streams whether with its stream */
export async function createTable(
  engine: RunningEngine,
  table: TableResource,
  streams = false,
): Promise<CreatedTable> {
  try {
    return await ensureTable(engine, table, streams);
  } catch (cause) {
    if (cause instanceof RunnerError) throw cause;
    const message = `local: ${engine.name} refuses the table ${table.create.TableName}: ${messageOf(cause)}`;
    throw new UnreachableError("table-refused", message, { cause });
  }
}

async function ensureTable(
  { name, client, command }: RunningEngine,
  table: TableResource,
  streams: boolean,
): Promise<CreatedTable> {
  const limits = engineLimits[name];
  const { StreamSpecification, ...rest } = table.create;
  const hasStream = limits.streams && streams;
  const input = hasStream ? table.create : rest;
  const present = await describe(client, input.TableName);
  if (present !== null) checkSame(input, present, command);
  else await client.send(new CreateTableCommand(input));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05 }, { TableName: input.TableName });
  if (limits.timeToLive) await setTimeToLive(client, input.TableName, table.ttlAttribute);
  return {
    description: await described(client, input.TableName),
    outcome: present === null ? "created" : "present",
    leftOut: [
      ...(StreamSpecification === undefined || hasStream ? [] : ["its stream"]),
      ...(table.ttlAttribute === null || limits.timeToLive ? [] : ["its time to live"]),
      ...(table.replicated ? ["its replicas"] : []),
    ],
  };
}

function checkSame(input: CreateTableCommandInput, present: TableDescription, command: LocalCommand): void {
  const difference = differenceOf(input, present);
  if (difference === null) return;
  throw new UnreachableError(
    "table-differs",
    `local: the table ${input.TableName} is there already with other ${difference.what}: expected ` +
      `${difference.expected}, found ${difference.found}: run \`${command("down")}\` ` +
      `(and remove the data folder, if one was given), then \`${command("up")}\` again`,
  );
}

async function setTimeToLive(client: DynamoDBClient, TableName: string, attribute: string | null) {
  if (attribute === null) return;
  const { TimeToLiveDescription: current } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  // Setting what is set already is a ValidationException.
  if (current?.AttributeName === attribute) return;
  const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | null> {
  try {
    return await described(client, name);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

async function described(client: DynamoDBClient, TableName: string): Promise<TableDescription> {
  return (await client.send(new DescribeTableCommand({ TableName }))).Table ?? {};
}
