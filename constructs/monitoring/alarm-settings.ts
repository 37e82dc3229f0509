/** When an alarm goes off. */
export interface AlarmSettings {
  /** The alarm goes off above this value. */
  readonly threshold: number;
  /** Seconds of one value: 10, 20, 30 or a multiple of 60. DynamoDB publishes one a minute at most. */
  readonly periodSeconds: number;
  /** How many of the latest periods are looked at, at least 1; all together at most a day, or seven from hourly periods. */
  readonly evaluationPeriods: number;
  /** How many of them have to be above the threshold, at least 1. @default all of them */
  readonly datapointsToAlarm?: number;
}

/** What there is an alarm for. `false` leaves one out, and what is not said has its default. */
export interface AlarmThresholds {
  /** Throttled requests of a table, over all operations. @default 10 in 300 seconds, twice */
  readonly throttledRequests?: Partial<AlarmSettings> | false;
  /** Throttled reads, of a table and of each of its global indexes. @default 10 in 300 seconds, twice */
  readonly readThrottles?: Partial<AlarmSettings> | false;
  /** Throttled writes, of a table and of each of its global indexes. @default 10 in 300 seconds, twice */
  readonly writeThrottles?: Partial<AlarmSettings> | false;
  /** Failures of DynamoDB itself, over all operations. @default 5 in 300 seconds, twice */
  readonly systemErrors?: Partial<AlarmSettings> | false;
  /** Wrong requests, of the whole account in the region. @default 100 in 300 seconds, twice */
  readonly userErrors?: Partial<AlarmSettings> | false;
  /** Milliseconds that each of GetItem, Query, PutItem and UpdateItem takes. @default 100 on average over 300 seconds, three times */
  readonly latency?: Partial<AlarmSettings> | false;
  /**
   * Percent of the capacity that there is at most, of a table and of each of its global indexes; where it is
   * neither provisioned nor limited there is no alarm. @default 80 over 300 seconds, twice
   */
  readonly capacity?: Partial<AlarmSettings> | false;
  /** Milliseconds until a write is in another region, for each. @default 10000 on average over 300 seconds, three times */
  readonly replicationLatency?: Partial<AlarmSettings> | false;
  /** Items that expired, of a table with a time to live. @default none: what is much is known to nobody else */
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

/** What was said of alarms, without whatever else the props hold. */
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
