import type { FailoverTarget } from "./failover-target";

/** A region that a service runs in. */
export interface FailoverRegion {
  /** AWS region; also the set identifier of its record and the name of its health check. */
  readonly region: string;
  /** A host name or an alias target; both regions must have the same kind. */
  readonly target: FailoverTarget;
  /** The host of the health check. @default the target's host */
  readonly healthHost?: string;
}

/** The props of {@link FailoverRecords}. */
export interface FailoverRecordsProps {
  /** Id of the hosted zone of the records. */
  readonly zoneId: string;
  /** Name that clients resolve, such as `api.example.com`. */
  readonly name: string;
  /** Target while its health check passes. */
  readonly primary: FailoverRegion;
  /** Target while the primary health check fails. */
  readonly secondary: FailoverRegion;
  /** Path of the HTTPS health check, which passes if the response has a status from 200 to 399. @default "/" */
  readonly healthPath?: string;
  /** Seconds between two health checks: 30, or 10 at a higher price. @default 30 */
  readonly healthIntervalSeconds?: number;
  /** Consecutive failures after which the region is unhealthy, 1 to 10. @default 3 */
  readonly failureThreshold?: number;
  /** TTL of the DNS records of host names, in seconds. Aliases have the TTL of their target. @default 60 */
  readonly ttlSeconds?: number;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
