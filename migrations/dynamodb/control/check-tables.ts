import { type DynamoDBClient, ScanCommand, type TableDescription } from "@aws-sdk/client-dynamodb";
import { RunnerError, UnreachableError } from "../../errors";
import { problemText } from "../client/problem-text";
import { describeTable } from "./describe-table";
import { keyAttributes, type TargetTable } from "../../items/target-table";

/**
 * Checks a table against the outputs, so that a stale outputs file or a wrong region is found before anything is
 * written.
 *
 * @returns the service's description of the table
 * @throws UnreachableError if the table does not exist, is not active, has another key, or cannot be reached
 */
export async function checkTable(
  client: DynamoDBClient,
  table: TargetTable,
  place: string,
): Promise<TableDescription> {
  const description = await describeTable(client, table.name, place);
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
  if (actual === expected) return description;
  const message = `table ${table.name} in ${place} has the key (${actual}), the outputs say (${expected}); write the outputs file again`;
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
    if (cause instanceof RunnerError) throw cause;
    const problem = problemText(cause, { action: "dynamodb:Scan", table: table.name });
    throw new UnreachableError("table-unreadable", `table ${table.name} cannot be read: ${problem}`, {
      cause,
    });
  }
}
