import { lateAccess } from "../../dynamodb/client/known-access";
import { RetryingClient } from "../../dynamodb/client/retrying-client";
import type { MigrationOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import { checkEndpoint, checkRegion } from "./client-settings";
import type { Connection } from "./dynamodb";
import type { ItemConnection } from "./item-connection";
import { itemService, type SendGuard } from "./item-service";
import type { Migration } from "./open-migration";
import { endpointOf } from "./place";
import { retryPolicyFor } from "./retry-policy";

/** A connection for items that must be closed. */
export interface OpenedItemConnection extends ItemConnection {
  close(): void;
}

/**
 * Connects a worker to the tables of a migration, for items only: as `connect` does, but without the AWS SDK if the
 * process that started the worker has said what the SDK found.
 *
 * @param guard of requests. @default all are sent
 * @throws UsageError for an endpoint that is no URL, or an invalid region
 */
export function connectItems(
  migration: Pick<Migration, "definition" | "target" | "local">,
  options: Pick<MigrationOptions, "endpoint" | "region">,
  context: ProcessContext,
  guard?: SendGuard,
): OpenedItemConnection {
  const endpoint = endpointOf(migration.local, options, context.env);
  const region = options.region ?? migration.target.region;
  checkEndpoint(endpoint);
  checkRegion(region);
  const place = endpoint ?? region;
  let connection: Connection | undefined;
  const load = async () => {
    const { connect } = await import("./dynamodb.js");
    connection = connect(migration, options, context);
    return connection.access;
  };
  const writes = itemService(
    lateAccess(() => knownTo(context, { place, region }), load),
    context,
    guard,
  );
  const retryPolicy = retryPolicyFor(context);
  return {
    ...{ writes, retryPolicy, place, region },
    service: new RetryingClient(writes, retryPolicy),
    close: () => connection?.client.destroy(),
  };
}

/** What the process that started this one has said of an access to the same endpoint. */
function knownTo({ parent }: ProcessContext, { place, region }: Pick<ItemConnection, "place" | "region">) {
  const known = parent?.access?.();
  return known?.place === place && known.region === region ? known : undefined;
}
