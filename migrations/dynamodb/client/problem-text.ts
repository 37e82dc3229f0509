import { nearMiss } from "../../../yaml-file/near-miss";
import { connectionRemedy, RunnerError } from "../../errors";
import { awsRegions } from "./aws-regions";
import { type ServiceError, serviceErrorOf } from "./service-error";

/** What was asked of a service of AWS. */
export interface Asked {
  /** The IAM action: `dynamodb:BatchWriteItem`. */
  readonly action?: string;
  /** Its name. */
  readonly table?: string;
  /** What to do if it is not allowed. @default grant the action */
  readonly grant?: string;
}

/**
 * Why a request to a service of AWS failed and how to fix it, as one sentence without a period.
 *
 * @param error anything that such a request throws
 */
export function problemText(error: unknown, asked: Asked = {}): string {
  // It says so itself.
  if (error instanceof RunnerError) return error.message;
  const failure = serviceErrorOf(error);
  if (failure.cause instanceof RunnerError) return failure.message;
  const explain = explanations.get(failure.code) ?? explanations.get(byStatus(failure));
  return explain?.(failure, asked) ?? `${failure.code}: ${sentence(failure)}${connectionRemedy(failure)}`;
}

type Explanation = (error: ServiceError, asked: Asked) => string;

/** A page of a proxy has no name of its own. */
function byStatus({ code, message }: ServiceError): string {
  return /^HTTP (3\d\d|403|404)$/.test(code) || message.includes("an HTML page") ? "page" : code;
}

const signIn =
  "sign in again (aws sso login, aws login), or set new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN";

const explanations = new Map<string, Explanation>([
  ...each(
    ["ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired"],
    () => `the AWS credentials have expired; ${signIn}, then repeat the command`,
  ),
  ...each(
    ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "InvalidToken"],
    (error) =>
      `AWS does not know the access key (${error.code}); check which credentials are used with: aws sts get-caller-identity; a session needs its AWS_SESSION_TOKEN, and a Region that is disabled for the account refuses every key`,
  ),
  ...each(
    ["InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignatureException"],
    (error) =>
      `AWS refuses the signature (${error.code}); check that AWS_SECRET_ACCESS_KEY belongs to the access key, and that this machine's clock is right`,
  ),
  ...each(
    ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"],
    (error) => `AWS refuses the time of the request (${error.code}); set this machine's clock`,
  ),
  ...each(
    ["MissingAuthenticationTokenException", "MissingAuthenticationToken"],
    (error) =>
      `the request came to AWS without credentials (${error.code}); check that no proxy removes the header "authorization"`,
  ),
  ...each(["AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized"], denied),
  ...each(
    ["OptInRequired", "SubscriptionRequiredException"],
    (error) => `the account may not use this service or Region (${error.code}); enable it for the account`,
  ),
  [
    "page",
    (error) =>
      `${sentence(error)}; it does not come from AWS but from a proxy, a gateway or a login page: check --endpoint, HTTPS_PROXY and NO_PROXY`,
  ],
  [
    "UnreadableResponse",
    (error) => `${sentence(error)}; if it does not come from AWS, check --endpoint, HTTPS_PROXY and NO_PROXY`,
  ],
  [
    "HTTP 407",
    (error) =>
      `${sentence(error)}; the proxy asks for credentials: HTTPS_PROXY=http://user:password@host:port`,
  ],
  ["ENOTFOUND", notFound],
  [
    "ECONNREFUSED",
    (error) =>
      `connection refused (${sentence(error)}); check that something listens there and that --endpoint names the right port`,
  ],
  ["ERR_INVALID_URL", () => "the endpoint is not a URL; it needs a scheme, such as http://127.0.0.1:8000"],
  ["AbortError", () => "interrupted"],
]);

function each(codes: readonly string[], explain: Explanation): [string, Explanation][] {
  return codes.map((code) => [code, explain]);
}

/** The service names the principal, the action and the resource in its own message, but not always. */
function denied(error: ServiceError, { action, table, grant }: Asked): string {
  const said = error.message.includes("not authorized") ? `: ${sentence(error)}` : "";
  const named = /\bperform: ([a-z0-9-]+:\w+)/i.exec(error.message)?.[1] ?? action;
  const where = table === undefined ? "" : ` on table ${table}`;
  const role = ofMigrationRole.has(named ?? "") ? ", as the construct MigrationRole does" : "";
  const remedy = grant ?? `grant ${named ?? "the permission"}${role}`;
  return `not allowed to call ${named ?? "the service"}${where}${said}; ${remedy}`;
}

/** What the construct grants. */
const ofMigrationRole = new Set(
  ["DescribeTable", "BatchWriteItem", "PutItem", "Scan", "GetItem", "BatchGetItem", "DeleteItem"].map(
    (name) => `dynamodb:${name}`,
  ),
);

function notFound(error: ServiceError): string {
  const host = /\b(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(error.message)?.[1];
  const region = /(?:^|\.)(?:dynamodb|s3|sts)(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)/.exec(
    host ?? "",
  )?.[1];
  const what = `the host ${host ?? ""} was not found`.replace("  ", " ");
  if (region === undefined || awsRegions.includes(region))
    return `${what}; check --endpoint, and this machine's network and DNS`;
  const suggestion = nearMiss(region, awsRegions) || "; check its spelling";
  return `${what}: the Region "${region}" is not known${suggestion}`;
}

function sentence({ message }: ServiceError): string {
  return message.replace(/\s+/g, " ").replace(/\.$/, "");
}
