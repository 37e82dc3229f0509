import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Access, accessOf } from "../../dynamodb/client/endpoint";
import { RetryingClient } from "../../dynamodb/client/retrying-client";
import { retrying } from "../../dynamodb/client/retrying-sdk-client";
import { type ClientOptions, clientSettings } from "./client-settings";
import { explainCredentials } from "./credentials-problem";
import type { ItemConnection } from "./item-connection";
import { itemService, requestTimeouts, type SendGuard } from "./item-service";
import type { MigrationOptions } from "../options/migration-options";
import type { Migration } from "./open-migration";
import { endpointOf } from "./place";
import { retryPolicyFor } from "./retry-policy";
import type { ProcessContext } from "../process-context";

/** A connection to the tables. All of it retries by one policy. */
export interface Connection extends ItemConnection {
  /** For everything but the items themselves. */
  readonly client: DynamoDBClient;
  /** The endpoint and the credentials of the client. */
  readonly access: Access;
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
  const access = accessOf(client);
  const writes = itemService(access, context, guard);
  return {
    access,
    client: retrying(client, { policy: retryPolicy, signal: context.signal }),
    service: new RetryingClient(writes, retryPolicy),
    ...{ writes, retryPolicy, place: endpoint ?? region, region },
  };
}
