/** When an alarm goes off. */
export interface AlarmSettings {
  /** The alarm goes off if a value is greater than this. */
  readonly threshold: number;
  /**
   * Length of a period in seconds: 10, 20, 30 or a multiple of 60. DynamoDB publishes at most one value per
   * minute.
   */
  readonly periodSeconds: number;
  /**
   * Number of the latest periods to evaluate, at least 1. All periods together are at most 1 day, or 7 days with
   * periods of 1 hour or more.
   */
  readonly evaluationPeriods: number;
  /** Number of periods whose value must be above the threshold, at least 1. @default all of them */
  readonly datapointsToAlarm?: number;
}

/** The alarms of a table. `false` omits an alarm; an alarm that is not listed has its default. */
export interface AlarmThresholds {
  /** Throttled requests to a table, of all operations. @default 10 in 300 seconds, twice */
  readonly throttledRequests?: Partial<AlarmSettings> | false;
  /** Throttled reads, of a table and of each of its global indexes. @default 10 in 300 seconds, twice */
  readonly readThrottles?: Partial<AlarmSettings> | false;
  /** Throttled writes, of a table and of each of its global indexes. @default 10 in 300 seconds, twice */
  readonly writeThrottles?: Partial<AlarmSettings> | false;
  /** Internal errors of DynamoDB, of all operations. @default 5 in 300 seconds, twice */
  readonly systemErrors?: Partial<AlarmSettings> | false;
  /** Invalid requests (`UserErrors`) of the whole account in the region. @default 100 in 300 seconds, twice */
  readonly userErrors?: Partial<AlarmSettings> | false;
  /**
   * Average latency of GetItem, Query, PutItem and UpdateItem, in milliseconds, one alarm for each.
   *
   * @default 100 on average over 300 seconds, three times
   */
  readonly latency?: Partial<AlarmSettings> | false;
  /**
   * Consumed capacity in percent of the maximum capacity, of a table and of each of its global indexes. No alarm is
   * created if the capacity has no maximum (on-demand without limits). @default 80 over 300 seconds, twice
   */
  readonly capacity?: Partial<AlarmSettings> | false;
  /**
   * Milliseconds until a write is replicated, one alarm per other region.
   *
   * @default 10000 on average over 300 seconds, three times
   */
  readonly replicationLatency?: Partial<AlarmSettings> | false;
  /**
   * Items deleted by TTL, of a table with a TTL attribute.
   *
   * @default no alarm, because the threshold depends on your data
   */
  readonly ttlDeletes?: AlarmSettings | false;
}

/** Every kind of alarm. */
export const alarmKinds = [
  ...(["throttledRequests", "readThrottles", "writeThrottles", "systemErrors", "userErrors"] as const),
  ...(["latency", "capacity", "replicationLatency", "ttlDeletes"] as const),
];

/** The kinds of alarms that there are without being asked for. */
export type DefaultAlarm = Exclude<keyof AlarmThresholds, "ttlDeletes">;

const often = { threshold: 10, periodSeconds: 300, evaluationPeriods: 2 };

/** When the alarms go off that are there without being asked for. */
export const defaultAlarms: Readonly<Record<DefaultAlarm, AlarmSettings>> = {
  throttledRequests: often,
  readThrottles: often,
  writeThrottles: often,
  systemErrors: { ...often, threshold: 5 },
  userErrors: { ...often, threshold: 100 },
  latency: { threshold: 100, periodSeconds: 300, evaluationPeriods: 3 },
  capacity: { ...often, threshold: 80 },
  replicationLatency: { threshold: 10_000, periodSeconds: 300, evaluationPeriods: 3 },
};

/** The alarm settings of some props, without their other members. */
export function thresholdsOf(props: AlarmThresholds): AlarmThresholds {
  return Object.fromEntries(
    alarmKinds.filter((kind) => Object.hasOwn(props, kind)).map((kind) => [kind, props[kind]]),
  );
}

/** The settings of a kind of alarm; undefined if there is to be none. */
export function alarmSettings(
  kind: (typeof alarmKinds)[number],
  thresholds: AlarmThresholds,
): AlarmSettings | undefined {
  const said = thresholds[kind];
  if (said === false) return undefined;
  if (kind === "ttlDeletes") return thresholds.ttlDeletes === false ? undefined : thresholds.ttlDeletes;
  return { ...defaultAlarms[kind], ...said };
}
