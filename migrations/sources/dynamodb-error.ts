import { type DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { nearMiss } from "../../yaml-file";
import { connectionRemedy, messageOf, RunnerError, UnreachableError } from "../errors";

/** Says what to check, where a table cannot be read. @param shown the region or the endpoint */
export async function dynamoDbError(
  error: unknown,
  client: DynamoDBClient,
  shown: string,
  table: string,
): Promise<RunnerError> {
  if (error instanceof RunnerError) return error;
  const { name = "", code = "" } = error as { name?: string; code?: string };
  const said = messageOf(error);
  const wrong = (kind: string, message: string) => new UnreachableError(kind, message, { cause: error });
  if (name === "ResourceNotFoundException") {
    const tables = await tablesOf(client);
    return wrong(
      "source-wrong-shape",
      `${shown} has no table "${table}"${nearMiss(table, tables)}; it has: ${tables.join(", ") || "none that may be listed"}`,
    );
  }
  if (name === "AccessDeniedException")
    return wrong(
      "source-refused",
      `${shown} refuses ${table}: ${said}; grant dynamodb:DescribeTable and dynamodb:Scan`,
    );
  if (/Credentials|UnrecognizedClient|InvalidSignature|ExpiredToken|MissingAuthentication/.test(name))
    return wrong(
      "source-refused",
      `${shown} refuses the credentials: ${said}; check the environment's, or name a profile: ...?profile=name`,
    );
  if (/Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded/.test(name))
    return wrong(
      "source-throttled",
      `${shown} throttles the reading of ${table} (${said}); give it more read capacity or fewer segments, and run again`,
    );
  if (["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"].includes(code))
    return wrong(
      "source-unreachable",
      `${shown} cannot be reached (${code}); check the region or the endpoint`,
    );
  const remedy = connectionRemedy(error);
  return wrong(
    remedy === "" ? "source-unreadable" : "source-refused",
    `cannot read ${shown} ${table}: ${said || name}${remedy}`,
  );
}

async function tablesOf(client: DynamoDBClient): Promise<string[]> {
  try {
    return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
  } catch {
    return [];
  }
}
