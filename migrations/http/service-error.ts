import { messageOf } from "../errors";

/**
 * - `throttled`: the service asks for patience
 * - `transient`: it failed or could not be reached, and may answer next time
 * - `too-large`: the request exceeds what one may carry
 * - `refused`: the request is wrong, by one item at least
 * - `fatal`: no request will succeed (no such table, no permission)
 */
export type ServiceErrorKind = "throttled" | "transient" | "too-large" | "refused" | "fatal";

/** What the service says of a failure besides its name. */
export interface ServiceErrorDetails {
  /** The answer's JSON; absent where there was none. */
  readonly answer?: Readonly<Record<string, unknown>>;
  /** Nothing of the request can have been done: it was refused, or never sent. */
  readonly undone?: boolean;
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
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

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
]);

const refused = new Set(["ValidationException", "ItemCollectionSizeLimitExceededException"]);

/** What an answer other than 200 says. */
export function answeredError(status: number, body: Buffer): ServiceError {
  const answer = jsonObject(body);
  // The service says in JSON what it refuses; without that, nothing is known.
  if (status === 400 && answer === undefined) return unreadableAnswer("of HTTP 400 is not JSON");
  const code = nameIn(answer) ?? `HTTP ${status}`;
  const said = answer?.["message"] ?? answer?.["Message"];
  const message = typeof said === "string" && said !== "" ? said : `the service answered HTTP ${status}`;
  return new ServiceError(kindOf(code, status), code, message, {
    ...(answer && { answer }),
    undone: status < 500,
  });
}

/** An answer that cannot be read: whether the request was done is not known, and the next answer may be whole. */
export function unreadableAnswer(why: string, options?: ErrorOptions): ServiceError {
  return new ServiceError("transient", "UnreadableAnswer", `the service's answer ${why}`, {}, options);
}

/** No endpoint or no credentials: nothing can be sent. */
export function accessError(cause: unknown): ServiceError {
  const { name = "unknown" } = (cause ?? {}) as { name?: string };
  return new ServiceError("fatal", name, messageOf(cause), { undone: true }, { cause });
}

/**
 * What keeps an answer from coming. A certificate that is not trusted will not be trusted next time, and a proxy that
 * refuses will refuse again.
 */
export function connectionError(cause: unknown): ServiceError {
  const { code = "", name = "" } = (cause ?? {}) as { code?: string; name?: string };
  const isHopeless = hopeless.test(code) || hopelessNames.has(name) || refusingProxy.test(messageOf(cause));
  const kind = isHopeless ? "fatal" : "transient";
  const undone = neverSent.has(code);
  return new ServiceError(kind, code || name || "unknown", messageOf(cause), { undone }, { cause });
}

const hopeless = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^UND_ERR_(INVALID_ARG|PRX_TLS)/;
/** undici's words for it, which has no code of its own. */
const refusingProxy = /^Proxy response \(4\d\d\)/;
const hopelessNames = new Set(["TypeError", "RangeError"]);
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

function kindOf(name: string, status: number): ServiceErrorKind {
  if (throttling.has(name)) return "throttled";
  if (status === 413 || name === "RequestEntityTooLarge") return "too-large";
  if (transient.has(name) || status >= 500) return "transient";
  return refused.has(name) ? "refused" : "fatal";
}

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException` is a ThrottlingException. */
function nameIn(answer: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const type = answer?.["__type"];
  return typeof type === "string" ? type.slice(type.lastIndexOf("#") + 1) : undefined;
}

function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const json = JSON.parse(body.toString("utf8")) as unknown;
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
