import { messageOf } from "../errors";
import { WireError, type WireErrorKind } from "./wire";

const throttling = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "Throttling",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "LimitExceededException",
]);

const transient = new Set([
  "InternalServerError",
  "InternalServerErrorException",
  "InternalFailure",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TransactionInProgressException",
  "TransactionConflictException",
  "RequestTimeout",
  "RequestTimeoutException",
  "TimeoutError",
  "NetworkingError",
  "ECONNRESET",
  "ECONNREFUSED",
  "ETIMEDOUT",
  "EPIPE",
  "EAI_AGAIN",
  "ENOTFOUND",
  "UND_ERR_SOCKET",
]);

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** Sorts what the SDK throws by what can be done about it. */
export function classifyError(error: unknown): WireError {
  const { name = "", code = "", $metadata, $response } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return new WireError(kindOf(name, code, status), code || name, messageOf(error), { cause: error });
}

function kindOf(name: string, code: string, status: number | undefined): WireErrorKind {
  if (throttling.has(name)) return "throttled";
  if (status === 413 || name === "RequestEntityTooLarge") return "too-large";
  if (transient.has(name) || transient.has(code) || (status !== undefined && status >= 500))
    return "transient";
  if (name === "ValidationException" || name === "ItemCollectionSizeLimitExceededException") return "refused";
  return isConnectionLoss(name, status) ? "transient" : "fatal";
}

/** A connection cut in the middle of an answer leaves the SDK with text that is no answer. */
function isConnectionLoss(name: string, status: number | undefined): boolean {
  return name === "SyntaxError" || (name === "Error" && status === undefined);
}
