import { nearMissOrList } from "../../../yaml-file";
import type { UnreachableErrorCode } from "../../error-codes";
import { RunnerError, UnreachableError } from "../../errors";
import type { Caller } from "../../dynamodb/client/caller";
import { problemText } from "../../dynamodb/client/problem-text";
import { serviceErrorOf } from "../../dynamodb/client/service-error";

/** Says what to check if a table cannot be read. @param shown the region or the endpoint. @param action that failed */
export async function dynamoDbError(
  error: unknown,
  service: Caller,
  shown: string,
  table: string,
  action: string,
  grant = "grant dynamodb:DescribeTable and dynamodb:Scan",
): Promise<RunnerError> {
  if (error instanceof RunnerError) return error;
  const failure = serviceErrorOf(error);
  // Missing credentials: the reason has its own sentence.
  if (failure.cause instanceof RunnerError) return failure.cause;
  const wrong = (code: UnreachableErrorCode, message: string) =>
    new UnreachableError(code, message, { cause: error });
  if (failure.code === "ResourceNotFoundException") {
    const tables = await tablesOf(service);
    return wrong(
      "source-wrong-shape",
      `${shown} has no table "${table}"${nearMissOrList(table, tables, `it has: ${tables.join(", ") || "none that may be listed"}`)}`,
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

async function tablesOf(service: Caller): Promise<readonly string[]> {
  try {
    return (await service.call("ListTables", Buffer.from("{}"))).json["TableNames"] as readonly string[];
  } catch {
    return [];
  }
}
