import type { ObjectStore } from "../../objects/object-store";
import { S3Objects } from "../../objects/s3-objects";
import { clientSettings, endpointIn } from "./client-settings";
import { explainCredentials } from "./credentials-problem";
import type { Migration } from "./open-migration";
import { retryPolicyFor } from "./retry-policy";
import type { Terminal } from "../terminal";

/** Where a migration puts large attributes; `undefined` where it puts none. */
export function makeObjects({ definition, target }: Migration, terminal: Terminal): ObjectStore | undefined {
  const offload = definition.entities[0]?.oversize?.offload;
  if (!offload) return undefined;
  const endpoint = endpointIn(terminal.env, "S3");
  const { signal, env } = terminal;
  return new S3Objects({
    ...clientSettings({ region: offload.region ?? target.region, endpoint }, terminal),
    retrying: { policy: retryPolicyFor(terminal), signal },
    onClient: (client) => explainCredentials(client, env),
  });
}
