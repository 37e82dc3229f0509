import { DynamoDbService, type ServiceSettings } from "../../dynamodb/client/dynamodb-service";
import type { Access } from "../../dynamodb/client/endpoint";
import { proxiesIn } from "../../dynamodb/client/proxies";
import type { ProcessContext } from "../process-context";

/** How long a client of the AWS SDK waits for a connection, a response and further bytes. */
export const requestTimeouts = { connectionTimeout: 5000, requestTimeout: 30_000, socketTimeout: 30_000 };

/** What decides whether requests may be sent; see `ServiceSettings`. */
export type SendGuard = Pick<ServiceSettings, "beforeSending" | "onUnanswered">;

/** DynamoDB without the SDK's work per request. It retries nothing. */
export function itemService(
  access: Access,
  { env, now }: Pick<ProcessContext, "env" | "now">,
  guard: SendGuard = {},
): DynamoDbService {
  const settings = { ...guard, now: () => now().getTime(), proxies: proxiesIn(env) };
  return new DynamoDbService(access, settings);
}
