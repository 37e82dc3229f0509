import {
  DescribeTableCommand,
  type DynamoDBClient,
  ScanCommand,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { messageOf, UnreachableError } from "../errors";
import { keyAttributes, type TargetTable } from "./target-table";

/**
 * Holds a table as it is against what the outputs say of it, so that a stale outputs file or a wrong region
 * shows before anything is written.
 *
 * @throws UnreachableError where the table is missing, not active, has another key, or cannot be asked
 */
export async function checkTable(client: DynamoDBClient, table: TargetTable, place: string): Promise<void> {
  const description = await describe(client, table, place);
  if (description.TableStatus !== "ACTIVE" && description.TableStatus !== "UPDATING") {
    throw new UnreachableError(
      "table-not-active",
      `table ${table.name} is ${description.TableStatus} in ${place}; wait until it is ACTIVE`,
    );
  }
  const actual = (description.KeySchema ?? []).map((key) => key.AttributeName).join(", ");
  const expected = keyAttributes(table)
    .map((key) => key.name)
    .join(", ");
  if (actual === expected) return;
  const message = `table ${table.name} in ${place} has the key (${actual}), the outputs say (${expected}); make the outputs file anew`;
  throw new UnreachableError("table-differs", message);
}

/** Whether a table holds no item at all. */
export async function isEmpty(client: DynamoDBClient, table: TargetTable): Promise<boolean> {
  try {
    const page = await client.send(
      new ScanCommand({ TableName: table.name, Limit: 1, ConsistentRead: true }),
    );
    return (page.Items ?? []).length === 0;
  } catch (cause) {
    throw new UnreachableError(
      "table-unreadable",
      `table ${table.name} cannot be read: ${messageOf(cause)}`,
      { cause },
    );
  }
}

async function describe(
  client: DynamoDBClient,
  table: TargetTable,
  place: string,
): Promise<TableDescription> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: table.name }))).Table ?? {};
  } catch (cause) {
    const { name } = cause as Error;
    if (name === "ResourceNotFoundException") {
      throw new UnreachableError(
        "table-missing",
        `there is no table ${table.name} in ${place}; deploy it, or choose another place with --region or --endpoint`,
        { cause },
      );
    }
    throw new UnreachableError(
      "table-unreachable",
      `cannot reach table ${table.name} in ${place}: ${reason(cause)}`,
      { cause },
    );
  }
}

/** A refused connection comes as an AggregateError without a message of its own. */
function reason(cause: unknown): string {
  const { code, name } = cause as NodeJS.ErrnoException;
  return [...new Set([code ?? name, messageOf(cause)])].filter((text) => text !== "Error").join(": ");
}
