import type { ObjectStore } from "../../objects/object-store";
import { S3Objects } from "../../objects/s3-objects";
import { clientSettings, endpointIn } from "./client-settings";
import { explainCredentials } from "./credentials-problem";
import type { Migration } from "./open-migration";
import { retryPolicyFor } from "./retry-policy";
import type { ProcessContext } from "../process-context";

/** Where a migration puts large attributes; `undefined` where it puts none. */
export function makeObjects(
  { definition, target }: Migration,
  context: ProcessContext,
): ObjectStore | undefined {
  const offload = definition.entities[0]?.oversize?.offload;
  if (!offload) return undefined;
  const endpoint = endpointIn(context.env, "S3");
  const { signal, env } = context;
  return new S3Objects({
    ...clientSettings({ region: offload.region ?? target.region, endpoint }, context),
    retrying: { policy: retryPolicyFor(context), signal },
    onClient: (client) => explainCredentials(client, env),
  });
}
