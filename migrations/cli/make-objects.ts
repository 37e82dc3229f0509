import type { ObjectStore } from "../objects/object-store";
import { throughProxies } from "../http/proxied-handler";
import { S3Objects } from "../objects/s3-objects";
import { hasCredentials } from "./dynamodb";
import type { Migration } from "./open-migration";
import type { Terminal } from "./terminal";

/** Where a migration puts large attributes; `undefined` where it puts none. */
export function makeObjects({ definition, target }: Migration, { env }: Terminal): ObjectStore | undefined {
  const offload = definition.entities[0]?.oversize?.offload;
  if (!offload) return undefined;
  const endpoint = env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"];
  return new S3Objects({
    region: offload.region ?? target.region,
    ...throughProxies(env),
    ...(endpoint && { endpoint }),
    ...(endpoint &&
      !hasCredentials(env) && { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
  });
}
