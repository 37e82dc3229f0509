import type { FailoverTarget } from "./failover-target";

/** A region that a service runs in. */
export interface FailoverRegion {
  /** Names its record and its health check. */
  readonly region: string;
  /** Where the region's service is reached; both regions have the same kind of target. */
  readonly target: FailoverTarget;
  /** The host that is asked for its health. @default the target's host */
  readonly healthHost?: string;
}

/** The props of {@link FailoverRecords}. */
export interface FailoverRecordsProps {
  /** The hosted zone that the records are in. */
  readonly zoneId: string;
  /** The name that clients know, such as `api.example.com`. */
  readonly name: string;
  /** Where clients go as long as it is healthy. */
  readonly primary: FailoverRegion;
  /** Where they go when it is not. */
  readonly secondary: FailoverRegion;
  /** What is asked by HTTPS, and is healthy when it answers 200 to 399. @default "/" */
  readonly healthPath?: string;
  /** Seconds between two questions: 10, which costs more, or 30. @default 30 */
  readonly healthIntervalSeconds?: number;
  /** How many answers in a row have to be missing, 1 to 10. @default 3 */
  readonly failureThreshold?: number;
  /** Seconds that clients keep the answer, of hosts; aliases have their target's. @default 60 */
  readonly ttlSeconds?: number;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
