import {
  type AlarmSettings,
  AlarmSource,
  FailoverTarget,
  Grantee,
  type MetricAlarmProps,
  TableMetric,
  type TableTrailProps,
} from "../../../constructs";
import {
  alarmViolations,
  compositeViolations,
  dashboardViolations,
  daxViolations,
  failoverViolations,
  type GrantSettings,
  grantViolations,
  migrationRoleViolations,
  serviceAlarmNameViolations,
  tablePrefixPolicySize,
  tablePrefixViolations,
  topicViolations,
  trailViolations,
} from "../../../constructs/internal";
import { inRole, table } from "./broken-settings";
import { digits, letters, type LimitCase, limitsOf, listOf } from "./limit-case";

const settings: AlarmSettings = { threshold: 10, periodSeconds: 60, evaluationPeriods: 2 };
const source = AlarmSource.metric(TableMetric.throttleEvents("Read", "Posts"));
const inAlarm = (props: Partial<MetricAlarmProps>) =>
  alarmViolations({ name: "reads", description: "Reads.", source, ...settings, ...props });
const expression = (metrics: Record<string, TableMetricOf>) =>
  inAlarm({ source: AlarmSource.expression({ expression: "SUM(METRICS())", label: "Sum", metrics }) });
type TableMetricOf = ReturnType<typeof TableMetric.userErrors>;
const metrics = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, one) => [`m${one}`, TableMetric.userErrors()]));

/** A table that is called like its service: both have an alarm over all of theirs, if the table has any. */
const serviceAlarms = (systemErrors: false | object) =>
  serviceAlarmNameViolations({
    ...{ name: table.name, tables: { all: table }, systemErrors, throttledRequests: false, latency: false },
    ...{ readThrottles: false, writeThrottles: false },
  });

const monitoringLimits: LimitCase[] = [
  ...limitsOf("alarm-name", (name: string) => inAlarm({ name }), {
    "1 character": ["a", ""],
    "255 characters": [letters(255), letters(256)],
  }),
  ...limitsOf("alarm-period", (periodSeconds: number) => inAlarm({ periodSeconds }), {
    "10 seconds": [10, 9],
    "30 seconds": [30, 31],
    "60 seconds": [60, 0],
    "a multiple of 60 seconds": [120, 90],
  }),
  ...limitsOf("alarm-periods", (evaluationPeriods: number) => inAlarm({ evaluationPeriods }), {
    "1 period": [1, 0],
  }),
  ...limitsOf("alarm-window", (evaluationPeriods: number) => inAlarm({ evaluationPeriods }), {
    "a day": [1_440, 1_441],
  }),
  ...limitsOf(
    "alarm-window",
    (evaluationPeriods: number) => inAlarm({ periodSeconds: 3_540, evaluationPeriods }),
    { "a day of periods of less than an hour": [24, 25] },
  ),
  ...limitsOf(
    "alarm-window",
    (evaluationPeriods: number) => inAlarm({ periodSeconds: 3_600, evaluationPeriods }),
    { "7 days of hours": [168, 169] },
  ),
  ...limitsOf("alarm-datapoints", (datapointsToAlarm: number) => inAlarm({ datapointsToAlarm }), {
    "1 datapoint": [1, 0],
    "as many as periods": [2, 3],
  }),
  ...limitsOf("alarm-metrics", (count: number) => expression(metrics(count)), {
    "1 metric": [1, 0],
    "10 metrics": [10, 11],
  }),
  ...limitsOf("alarm-metric-id", (id: string) => expression({ [id]: TableMetric.userErrors() }), {
    "1 character": ["a", ""],
    "255 characters": [letters(255), letters(256)],
  }),
  ...limitsOf(
    "composite-alarms",
    (count: number) =>
      compositeViolations({ name: "a", description: "A.", alarms: listOf(count, { alarmName: "b" }) }),
    { "1 alarm": [1, 0], "100 alarms": [100, 101] },
  ),
  ...limitsOf("topic-name", (name: string) => topicViolations({ name }), {
    "1 character": ["a", ""],
    "256 characters": [letters(256), letters(257)],
  }),
  ...limitsOf(
    "dashboard-name",
    (name: string) => dashboardViolations({ name, region: "us-east-1", tables: [table] }),
    { "1 character": ["a", ""], "255 characters": [letters(255), letters(256)] },
  ),
  ...limitsOf(
    "dashboard-widgets",
    ([tables, alarms]: readonly [tables: number, alarms: number]) =>
      dashboardViolations({
        ...{ name: "a", region: "us-east-1", tables: listOf(tables, table) },
        alarmArns: listOf(alarms, "arn"),
      }),
    // Each table has six graphs, the account has one, and all alarms together have one.
    {
      "500 graphs": [
        [83, 1],
        [84, 0],
      ],
    },
  ),
  ...limitsOf("name-unique", serviceAlarms, {
    "no alarm of the table that is called like the service": [false, {}],
  }),
];

const east = { region: "us-east-1", target: FailoverTarget.host("east.example.com") };
const west = { region: "us-west-2", target: FailoverTarget.host("west.example.com") };
const inFailover = (props: object) =>
  failoverViolations({ zoneId: "Z1", name: "api.example.com", primary: east, secondary: west, ...props });
const inTrail = (props: Partial<TableTrailProps>) =>
  trailViolations({ name: "forum", bucketName: "logs", tables: [{ arn: "arn" }], ...props });
const inCluster = (props: object) =>
  daxViolations({
    ...{ name: "forum", nodeType: "dax.r5.large", subnetIds: ["subnet-0a"], grants: ["posts"] },
    ...props,
  });

const networkLimits: LimitCase[] = [
  ...limitsOf("dax-name", (name: string) => inCluster({ name }), {
    "1 character": ["a", ""],
    "20 characters": [letters(20), letters(21)],
  }),
  ...limitsOf("dax-nodes", (nodes: number) => inCluster({ nodes }), {
    "1 node": [1, 2],
    "3 nodes": [3, 2],
    "10 nodes": [10, 11],
  }),
  ...limitsOf("failover-health", (healthPath: string) => inFailover({ healthPath }), {
    "a path of 1 character": ["/", ""],
    "a path of 255 characters": [`/${letters(254)}`, `/${letters(255)}`],
  }),
  ...limitsOf("failover-health", (healthIntervalSeconds: number) => inFailover({ healthIntervalSeconds }), {
    "10 seconds": [10, 11],
    "30 seconds": [30, 29],
  }),
  ...limitsOf("failover-health", (failureThreshold: number) => inFailover({ failureThreshold }), {
    "1 failure": [1, 0],
    "10 failures": [10, 11],
  }),
  ...limitsOf("trail-name", (name: string) => inTrail({ name }), {
    "3 characters": ["abc", "ab"],
    "128 characters": [letters(128), letters(129)],
  }),
  ...limitsOf("trail-bucket", (bucketName: string) => inTrail({ bucketName }), {
    "3 characters": ["abc", "ab"],
    "63 characters": [letters(63), letters(64)],
  }),
  ...limitsOf("trail-tables", (count: number) => inTrail({ tables: listOf(count, { arn: "arn" }) }), {
    "1 table": [1, 0],
    "500 tables": [500, 501],
  }),
];

const inMigrationRole = (arn: string) =>
  migrationRoleViolations({ name: "a", tables: [{ props: table }], assumedBy: [arn] });
const inPrefix = (prefix: string) =>
  tablePrefixViolations({ prefix, grantee: Grantee.role("a"), regions: ["us-east-1"] });
/** A policy on tables whose names begin so, besides which the grantee has as much as leaves `room` characters. */
const leaving = (kind: "role" | "user" | "group", limit: number) => (room: number) => {
  const props = { prefix: "Shop", grantee: Grantee[kind]("a"), regions: ["us-east-1"] };
  return tablePrefixViolations(props, limit - tablePrefixPolicySize(props) - room);
};

const streamActions = (count: number) => ["GetItem", ...listOf(count, "GetRecords")];
const inGrant = (grant: Partial<GrantSettings>) =>
  grantViolations([], { table: { props: table }, access: "read", ...grant });

const accessLimits: LimitCase[] = [
  ...limitsOf("grant-stream", (count: number) => inGrant({ access: streamActions(count) }), {
    "no action on a stream": [0, 1],
  }),
  ...limitsOf(
    "grant-leading-keys",
    (count: number) =>
      inGrant({
        table: { props: { ...table, stream: "keys-only" } },
        ...{ access: streamActions(count), leadingKeys: ["a"] },
      }),
    { "no action on a stream": [0, 1] },
  ),
  ...limitsOf(
    "grant-leading-keys",
    (count: number) => inGrant({ access: ["GetItem"], leadingKeys: listOf(count, "a") }),
    {
      "1 leading key": [1, 0],
    },
  ),
  ...limitsOf("role-name", (name: string) => inRole({ name }), {
    "1 character": ["a", ""],
    "64 characters": [letters(64), letters(65)],
  }),
  ...limitsOf("role-principal", (account: string) => inMigrationRole(`arn:aws:iam::${account}:role/a`), {
    "12 digits of an account": [digits(12), digits(13)],
    "12 digits, and no less": [digits(12), digits(11)],
  }),
  ...limitsOf("table-prefix", inPrefix, {
    "1 character": ["a", ""],
    "254 characters": [letters(254), letters(255)],
  }),
  ...limitsOf("role-policy-size", leaving("role", 10_240), { "10,240 characters": [0, -1] }),
  ...limitsOf("group-policy-size", leaving("group", 5_120), { "5,120 characters": [0, -1] }),
  ...limitsOf("user-policy-size", leaving("user", 2_048), { "2,048 characters": [0, -1] }),
];

export const serviceLimitCases = [...monitoringLimits, ...networkLimits, ...accessLimits];
