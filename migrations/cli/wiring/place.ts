import type { MigrationOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import { checkEndpoint, endpointIn } from "./client-settings";
import type { Migration } from "./open-migration";

/** What `connect` connects to, without a connection. @throws UsageError for an endpoint that is no URL */
export function placeOf(
  { target, local }: Pick<Migration, "target" | "local">,
  options: Pick<MigrationOptions, "endpoint" | "region">,
  { env }: Pick<ProcessContext, "env">,
): { readonly place: string } {
  const endpoint = endpointOf(local, options, env);
  checkEndpoint(endpoint);
  return { place: endpoint ?? options.region ?? target.region };
}

/** The endpoint that stands for DynamoDB; `undefined` for the region's own. */
export function endpointOf(
  local: Migration["local"],
  options: Pick<MigrationOptions, "endpoint">,
  env: ProcessContext["env"],
): string | undefined {
  return options.endpoint ?? local?.endpoint ?? endpointIn(env, "DYNAMODB");
}
