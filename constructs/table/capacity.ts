/** The same capacity at all times. */
export interface FixedCapacity {
  readonly kind: "fixed";
  /** Units per second, a whole number of at least 1. */
  readonly units: number;
}

/** Other bounds from a time on, until the next of them. */
export interface ScheduledBounds {
  /** Six fields: `cron(0 8 * * ? *)` is 8:00 every day. */
  readonly cron: string;
  /** Units per second, at least 1. */
  readonly min: number;
  /** Units per second, at least `min`. */
  readonly max: number;
  /** IANA time zone, such as `Asia/Singapore`. @default "UTC" */
  readonly timezone?: string;
}

/**
 * Capacity that autoscaling changes between bounds. No plan resets it: the capacity of a table without replicas is
 * ignored after the table is created. The capacity of indexes, and of a table with replicas, is read in each plan
 * with
 * `dynamodb:ListTables` and `dynamodb:DescribeTable`, and configured as it is.
 */
export interface Autoscaling {
  /** Minimum units per second, a whole number of at least 1. A new table starts with it. */
  readonly min: number;
  /** Maximum units per second, a whole number of at least `min`. */
  readonly max: number;
  /** Target utilization, 20 to 90 percent. @default 70 */
  readonly target?: number;
  /** Minimum seconds between two decreases, at least 0. @default 60 */
  readonly scaleInCooldownSeconds?: number;
  /** Minimum seconds between two increases, at least 0. @default 60 */
  readonly scaleOutCooldownSeconds?: number;
  /**
   * Scheduled changes of the bounds, at most 200. After the first one, `min` and `max` are no longer applied: add
   * an entry that restores them. @default none
   */
  readonly schedule?: readonly ScheduledBounds[];
}

/** Autoscaled capacity with all defaults filled in. */
export interface AutoscaledCapacity extends Required<Autoscaling> {
  readonly kind: "autoscaled";
}

/**
 * Provisioned read or write capacity, in units per second: a read unit is a strongly consistent read of up to
 * 4 KB, a write unit a write of up to 1 KB.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html
 */
export type Capacity = FixedCapacity | AutoscaledCapacity;

const defaults = { target: 70, scaleInCooldownSeconds: 60, scaleOutCooldownSeconds: 60, schedule: [] };

/**
 * Ways to provision capacity.
 *
 * @example
 * const billing = Billing.provisioned({
 *   read: Capacity.autoscaled({ min: 5, max: 100 }),
 *   write: Capacity.fixed(2),
 * });
 */
export const Capacity = {
  /** The same capacity at all times. */
  fixed: (units: number): FixedCapacity => Object.freeze({ kind: "fixed", units }),
  /** Capacity that AWS raises and lowers so that the target share of it is in use. */
  autoscaled: (autoscaling: Autoscaling): AutoscaledCapacity =>
    Object.freeze({ kind: "autoscaled", ...defaults, ...autoscaling }),
};

/** The units that a new table has. */
export function initialUnits(capacity: Capacity): number {
  return capacity.kind === "fixed" ? capacity.units : capacity.min;
}

/** The most units that a table may come to have. */
export function highestUnits(capacity: Capacity): number {
  return capacity.kind === "fixed" ? capacity.units : capacity.max;
}
