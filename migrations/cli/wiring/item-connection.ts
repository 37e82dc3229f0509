import type { Caller } from "../../dynamodb/client/caller";
import type { RetryPolicy } from "../../dynamodb/client/retry-policy";

/** A connection for items, and how to name it to people. All of it retries by one policy. */
export interface ItemConnection {
  /** For reading items: without the AWS SDK's work per request. */
  readonly service: Caller;
  /** For writing items; it retries nothing, which is left to the writer. */
  readonly writes: Caller;
  readonly retryPolicy: RetryPolicy;
  /** `us-east-1`, or an endpoint. */
  readonly place: string;
  readonly region: string;
}
