import { problemText } from "../../migrations/dynamodb/client/problem-text";
import { CutoverError } from "../errors";

/** Errors after which the same request can succeed. Throttling is retried by the SDK before it is thrown. */
const retryable: ReadonlySet<string> = new Set([
  ...["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"],
  ...["TransactionCanceledException", "TransactionConflictException", "TransactionInProgressException"],
  ...["InternalServerError", "ServiceUnavailable", "ReplicatedWriteConflictException"],
  ...["TimeoutError", "RequestTimeout", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"],
]);

/** Why a request to the table failed, as an error that says whether it can be sent again. */
export function storeError(error: unknown, table: string): CutoverError {
  if (error instanceof CutoverError) return error;
  const {
    name = "",
    code = "",
    $metadata,
  } = error as {
    readonly name?: string;
    readonly code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const isServerError = ($metadata?.httpStatusCode ?? 0) >= 500;
  const isRetryable = isServerError || retryable.has(name) || retryable.has(code);
  return new CutoverError(`table ${table}: ${problemText(error, { table })}`, isRetryable, { cause: error });
}
