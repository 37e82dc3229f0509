import { type ErrorCause, messageOf, RunnerError } from "../../errors";
import { isObject } from "./attribute-shape";
import { htmlText, isHtml } from "./html";

/**
 * - `throttled`: the service asks to slow down
 * - `transient`: it failed or could not be reached, and may respond next time
 * - `too-large`: the request exceeds what one may carry
 * - `refused`: the request is wrong, by one item at least
 * - `fatal`: no request will succeed (no such table, no permission)
 */
export type ServiceErrorKind = "throttled" | "transient" | "too-large" | "refused" | "fatal";

/** What is known of a failure besides its name. */
export interface ServiceErrorDetails {
  /** The response's JSON; absent if there was none. */
  readonly response?: Readonly<Record<string, unknown>>;
  /** Nothing of the request can have been done: it was refused, or never sent. */
  readonly undone?: boolean;
  /** Milliseconds to wait before the next attempt, at least, as the service asks. */
  readonly retryAfterMs?: number;
}

/** A request that failed as a whole, sorted by what can be done about it. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";

  constructor(
    readonly kind: ServiceErrorKind,
    /** The service's name for it, such as `ThrottlingException`, or the network's, such as `ECONNRESET`. */
    readonly code: string,
    message: string,
    readonly details: ServiceErrorDetails = {},
    options?: ErrorCause,
  ) {
    super(message, options);
  }

  /** Whether the same request may succeed later. */
  get isRetryable(): boolean {
    return this.kind === "throttled" || this.kind === "transient";
  }
}

const throttling = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "TooManyRequestsException",
  "LimitExceededException",
  "SlowDown",
]);

const transient = new Set([
  "InternalServerError",
  "InternalServerErrorException",
  "InternalFailure",
  "InternalError",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TransactionInProgressException",
  "TransactionConflictException",
  "RequestTimeout",
  "RequestTimeoutException",
]);

const refused = new Set(["ValidationException", "ItemCollectionSizeLimitExceededException"]);

/** What a response other than HTTP 200 says. */
export function responseError(status: number, body: Buffer): ServiceError {
  const response = jsonObject(body);
  // DynamoDB says in JSON what it refuses; without that, nothing is known.
  if (response === undefined && (status === 400 || status < 300))
    return unreadableResponse(`of HTTP ${status} is ${isHtml(body) ? htmlText(body) : "not JSON"}`);
  const code = nameIn(response) ?? `HTTP ${status}`;
  return new ServiceError(kindOf(code, status), code, messageIn(response, status, body), {
    ...(response && { response }),
    undone: status < 500 && status !== 408,
  });
}

function messageIn(response: ServiceErrorDetails["response"], status: number, body: Buffer): string {
  const said = response?.["message"] ?? response?.["Message"];
  if (typeof said === "string" && said !== "") return said;
  const what = response === undefined && isHtml(body) ? ` with ${htmlText(body)}` : "";
  return `the response was HTTP ${status}${what}`;
}

/** A response that cannot be read: it is not known whether the request was done, and the next one may be whole. */
export function unreadableResponse(why: string, options?: ErrorCause): ServiceError {
  return new ServiceError("transient", "UnreadableResponse", `the response ${why}`, {}, options);
}

/** No endpoint or no credentials: nothing can be sent. @param isRenewal there were credentials before */
export function accessError(cause: unknown, isRenewal = false): ServiceError {
  if (cause instanceof ServiceError) return cause;
  const { name = "unknown" } = (cause ?? {}) as { name?: string };
  const code = cause instanceof RunnerError ? cause.code : name;
  const kind = isRenewal ? "transient" : "fatal";
  return new ServiceError(kind, code, messageOf(cause), { undone: true }, { cause });
}

/**
 * What keeps a response from coming. A certificate that is not trusted will not be trusted next time, and a proxy that
 * refuses will refuse again.
 */
export function connectionError(cause: unknown): ServiceError {
  const { code = "", name = "" } = (cause ?? {}) as { code?: string; name?: string };
  const isNamed = typeof code === "string" && code !== "";
  const isLost = isNamed ? !hopeless.test(code) && !ofFiles.has(code) : lostNames.has(name);
  const kind = isLost && !refusingProxy.test(messageOf(cause)) ? "transient" : "fatal";
  const undone = neverSent.has(code);
  return new ServiceError(kind, code || name || "unknown", messageOf(cause), { undone }, { cause });
}

const hopeless = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_(TLS|INVALID|UNESCAPED)|^UND_ERR_(INVALID_ARG|PRX_TLS)/;
/** What keeps a response from being kept. */
const ofFiles = new Set([
  "ENOSPC",
  "EDQUOT",
  "EACCES",
  "EPERM",
  "EROFS",
  "EMFILE",
  "ENFILE",
  "ENOENT",
  "EIO",
]);
/** undici's words for it, which has no code of its own; 408 and 429 pass. */
const refusingProxy = /^Proxy response \(4(?!08|29)\d\d\)/;
/** The AWS SDK's names for errors that have no code. */
const lostNames = new Set(["TimeoutError", "RequestTimeout", "NetworkingError"]);
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Sorts what a client of the AWS SDK throws, as the errors of the HTTP client are. */
export function serviceErrorOf(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof RunnerError) return accessError(error);
  const { name = "", $metadata: metadata } = (error ?? {}) as SdkError;
  const status = metadata?.httpStatusCode ?? (/Exception$/.test(name) ? 400 : undefined);
  if (/CredentialsProvider|TokenProvider/.test(name)) return accessError(error);
  if (status === undefined) return connectionError(error);
  const response = { ...(error as object) };
  const undone = status < 500 && status !== 408;
  return new ServiceError(
    kindOf(name, status),
    name,
    messageOf(error),
    { response, undone },
    { cause: error },
  );
}

interface SdkError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function kindOf(name: string, status: number): ServiceErrorKind {
  if (throttling.has(name) || status === 429) return "throttled";
  if (status === 413 || name === "RequestEntityTooLarge") return "too-large";
  if (transient.has(name) || status >= 500 || status === 408) return "transient";
  return refused.has(name) ? "refused" : "fatal";
}

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException` is a ThrottlingException. */
function nameIn(response: ServiceErrorDetails["response"]): string | undefined {
  const type = response?.["__type"];
  return typeof type === "string" && type !== "" ? type.slice(type.lastIndexOf("#") + 1) : undefined;
}

function jsonObject(body: Buffer): ServiceErrorDetails["response"] {
  try {
    const json: unknown = JSON.parse(body.toString("utf8"));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
