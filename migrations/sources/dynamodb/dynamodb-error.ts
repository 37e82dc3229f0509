import { type DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { nearMiss } from "../../../yaml-file";
import type { UnreachableErrorCode } from "../../error-codes";
import { RunnerError, UnreachableError } from "../../errors";
import { problemText } from "../../dynamodb/client/problem-text";
import { serviceErrorOf } from "../../dynamodb/client/service-error";

/** Says what to check if a table cannot be read. @param shown the region or the endpoint. @param action that failed */
export async function dynamoDbError(
  error: unknown,
  client: DynamoDBClient,
  shown: string,
  table: string,
  action: string,
): Promise<RunnerError> {
  if (error instanceof RunnerError) return error;
  const failure = serviceErrorOf(error);
  const wrong = (code: UnreachableErrorCode, message: string) =>
    new UnreachableError(code, message, { cause: error });
  if (failure.code === "ResourceNotFoundException") {
    const tables = await tablesOf(client);
    return wrong(
      "source-wrong-shape",
      `${shown} has no table "${table}"${nearMiss(table, tables)}; it has: ${tables.join(", ") || "none that may be listed"}`,
    );
  }
  const problem = problemText(error, { action, table, grant });
  if (failure.kind === "throttled")
    return wrong(
      "source-throttled",
      `${shown} throttles the reading of ${table} (${problem}); give it more read capacity or fewer segments, and run again`,
    );
  if (failure.isRetryable) return wrong("source-unreachable", `${shown} cannot be reached: ${problem}`);
  const code = failure.kind === "fatal" ? "source-refused" : "source-unreadable";
  return wrong(code, `cannot read ${shown} ${table}: ${problem}`);
}

const grant = "grant dynamodb:DescribeTable and dynamodb:Scan";

async function tablesOf(client: DynamoDBClient): Promise<string[]> {
  try {
    return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
  } catch {
    return [];
  }
}
