import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Caller } from "../../dynamodb/client/caller";
import { RetryingClient } from "../../dynamodb/client/retrying-client";
import { retrying } from "../../dynamodb/client/retrying-sdk-client";
import type { RetryPolicy } from "../../dynamodb/client/retry-policy";
import { checkEndpoint, type ClientOptions, clientSettings, endpointIn } from "./client-settings";
import { explainCredentials } from "./credentials-problem";
import { itemService, requestTimeouts, type SendGuard } from "./item-service";
import type { MigrationOptions } from "../options/migration-options";
import type { Migration } from "./open-migration";
import { retryPolicyFor } from "./retry-policy";
import type { ProcessContext } from "../process-context";

/** A connection to the tables, and how to name it to people. All of it retries by one policy. */
export interface Connection {
  /** For everything but the items themselves. */
  readonly client: DynamoDBClient;
  /** For reading items: the same endpoint and credentials, without the SDK's work per request. */
  readonly service: Caller;
  /** For writing items; it retries nothing, which is left to the writer. */
  readonly writes: Caller;
  readonly retryPolicy: RetryPolicy;
  /** `us-east-1`, or an endpoint. */
  readonly place: string;
  readonly region: string;
}

/** Connects to the tables of a migration. @param guard of requests for items. @default all are sent */
export function connect(
  { definition, target, local }: Pick<Migration, "definition" | "target" | "local">,
  options: Pick<MigrationOptions, "endpoint" | "region">,
  context: ProcessContext,
  guard?: SendGuard,
): Connection {
  const endpoint = endpointOf(local, options, context.env);
  const caller = { role: definition.assumeRole?.target };
  return connectTo(endpoint, options.region ?? target.region, context, caller, guard);
}

/** What {@link connect} connects to, without a connection. @throws UsageError for an endpoint that is no URL */
export function placeOf(
  { target, local }: Pick<Migration, "target" | "local">,
  options: Pick<MigrationOptions, "endpoint" | "region">,
  { env }: Pick<ProcessContext, "env">,
): Pick<Connection, "place"> {
  const endpoint = endpointOf(local, options, env);
  checkEndpoint(endpoint);
  return { place: endpoint ?? options.region ?? target.region };
}

function endpointOf(
  local: Migration["local"],
  options: Pick<MigrationOptions, "endpoint">,
  env: ProcessContext["env"],
): string | undefined {
  return options.endpoint ?? local?.endpoint ?? endpointIn(env, "DYNAMODB");
}

/**
 * Connects to a region of AWS, or to an endpoint that stands for it.
 * @param guard of requests for items. @default all are sent
 * @param caller a profile of the shared configuration files, or a role. @default the environment's credentials
 * @throws UsageError for an endpoint that is no URL
 */
export function connectTo(
  endpoint: string | undefined,
  region: string,
  context: ProcessContext,
  caller: Pick<ClientOptions, "profile" | "role"> = {},
  guard?: SendGuard,
): Connection {
  const retryPolicy = retryPolicyFor(context);
  const client = new DynamoDBClient({
    requestHandler: {
      ...requestTimeouts,
      httpAgent: { maxSockets: 256 },
      httpsAgent: { maxSockets: 256 },
    },
    ...clientSettings({ region, endpoint, ...caller }, context),
  });
  if (caller.profile === undefined) explainCredentials(client, context.env);
  const writes = itemService(client, context, guard);
  return {
    client: retrying(client, { policy: retryPolicy, signal: context.signal }),
    service: new RetryingClient(writes, retryPolicy),
    ...{ writes, retryPolicy, place: endpoint ?? region, region },
  };
}
