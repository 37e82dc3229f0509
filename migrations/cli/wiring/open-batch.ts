import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchClient } from "../../batch/batch-client";
import { accessOf } from "../../dynamodb/client/endpoint";
import { proxiesIn } from "../../dynamodb/client/proxies";
import { fetchThrough } from "../../dynamodb/client/proxied-fetch";
import type { ProcessContext } from "../process-context";
import { clientSettings, endpointIn } from "./client-settings";
import { retryPolicyFor } from "./retry-policy";

/** AWS Batch in a region, with the credentials of the environment. @throws UsageError */
export function openBatch(region: string, context: ProcessContext): BatchClient {
  const { env, now, signal } = context;
  const endpoint = endpointIn(env, "BATCH");
  // It has the chain of credentials. Nothing is sent with it.
  const client = new DynamoDBClient(clientSettings({ region, endpoint }, context));
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const proxies = proxiesIn(env);
  return new BatchClient({
    origin: endpoint?.replace(/\/+$/, "") ?? `https://batch.${region}.${suffix}`,
    ...{ region, now, signal, policy: retryPolicyFor(context) },
    identity: () => accessOf(client).identity(),
    fetch: proxies ? fetchThrough(proxies) : globalThis.fetch,
  });
}
