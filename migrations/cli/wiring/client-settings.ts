import { endpointProblem } from "../../dynamodb/client/endpoint-problem";
import { regionProblem } from "../../dynamodb/client/region-problem";
import { UsageError } from "../../errors";
import { throughProxies } from "../../dynamodb/client/proxied-handler";
import type { AssumedRole } from "../../definition/definition";
import { roleCredentials } from "./role-credentials";
import { profileCredentials, rereadFiles } from "./profile-credentials";
import type { ProcessContext } from "../process-context";

/** Where a service's client connects to. */
export interface ClientOptions {
  readonly region: string;
  /** Stands for the service. @default the region's own */
  readonly endpoint?: string | undefined;
  /** Whose credentials are taken, of the shared configuration. @default what the AWS SDK finds */
  readonly profile?: string | undefined;
  /** A role that these credentials assume. @default none */
  readonly role?: AssumedRole | undefined;
}

/**
 * What any client of the AWS SDK is made with: its endpoint, its credentials, and the proxies on the way. It attempts
 * each request once; see `retrying`.
 *
 * @throws UsageError for an endpoint that is no URL, or an invalid region
 */
export function clientSettings(
  { region, endpoint, profile, role }: ClientOptions,
  { env }: Pick<ProcessContext, "env">,
) {
  checkEndpoint(endpoint);
  checkRegion(region);
  const ways = throughProxies(env);
  const isEmulator =
    endpoint && !ofAws.test(endpoint) && profile === undefined && role === undefined && !hasCredentials(env);
  const own = profile === undefined ? undefined : profileCredentials(profile, ways);
  const credentials = role ? roleCredentials(role, { region, ways, credentials: own }) : own;
  return {
    region,
    maxAttempts: 1,
    ...ways,
    // The SDK's default chain of credentials is made with a client's settings.
    ...(rereadFiles as object),
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    // An emulator takes any credentials, but the SDK wants some.
    ...(isEmulator && { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
  };
}

/** @throws UsageError */
export function checkEndpoint(endpoint: string | undefined): void {
  const problem = endpoint === undefined ? undefined : endpointProblem(endpoint);
  if (problem !== undefined)
    throw new UsageError("endpoint-invalid", `the endpoint (--endpoint or AWS_ENDPOINT_URL…) ${problem}`);
}

/** @throws UsageError */
export function checkRegion(region: string): void {
  const problem = regionProblem(region);
  if (problem !== undefined)
    throw new UsageError("region-invalid", `the region (--region or AWS_REGION) ${problem}`);
}

/** What stands for a service by the environment, as the AWS SDKs have it; `undefined` where nothing does. */
export function endpointIn(
  env: ProcessContext["env"],
  service: "DYNAMODB" | "S3" | "BATCH",
): string | undefined {
  return env[`AWS_ENDPOINT_URL_${service}`] ?? env["AWS_ENDPOINT_URL"];
}

/** Endpoints of AWS itself, such as those in a network of one's own (VPC endpoints). */
const ofAws = /^https?:\/\/[^/]+\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?(\/|$)/i;

function hasCredentials(env: ProcessContext["env"]): boolean {
  return [
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ].some((name) => env[name]);
}
