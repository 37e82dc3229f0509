import {
  type AlarmSettings,
  AlarmSource,
  type CompositeAlarmProps,
  type Metric,
  type MetricAlarmProps,
  type NotificationTopicProps,
  type ServiceDashboardProps,
  TableMetric,
} from "../../../constructs";
import {
  alarmViolations,
  compositeViolations,
  dashboardViolations,
  thresholdViolations,
  topicViolations,
} from "../../../constructs/internal";
import { table } from "./broken-settings";
import type { RuleCase } from "./rule-case";

const settings: AlarmSettings = { threshold: 10, periodSeconds: 300, evaluationPeriods: 2 };
const source = AlarmSource.metric(TableMetric.throttleEvents("Read", "Posts"));
const inAlarm = (props: Partial<MetricAlarmProps>) =>
  alarmViolations({ name: "reads", description: "Reads.", source, ...settings, ...props });
const onMetric = (metric: Partial<Metric>) =>
  inAlarm({ source: AlarmSource.metric({ ...TableMetric.userErrors(), ...metric }) });
const onMetrics = (metrics: Record<string, Metric>) =>
  inAlarm({ source: AlarmSource.expression({ expression: "SUM(METRICS())", label: "Sum", metrics }) });
const inComposite = (props: Partial<CompositeAlarmProps>) =>
  compositeViolations({ name: "all", description: "All.", alarms: [{ alarmName: "reads" }], ...props });
const inTopic = (props: Partial<NotificationTopicProps>) => topicViolations({ name: "ops", ...props });
const inDashboard = (props: Partial<ServiceDashboardProps>) =>
  dashboardViolations({ name: "forum", region: "us-east-1", tables: [table], ...props });

const timeCases: RuleCase[] = [
  {
    rule: "alarm-period",
    when: "the period is 45 seconds",
    violations: inAlarm({ periodSeconds: 45 }),
    path: "periodSeconds",
    message: "must be 10, 20, 30 or a multiple of 60 seconds, got 45",
  },
  {
    rule: "alarm-period",
    when: "the period of a kind of alarm is 0",
    violations: thresholdViolations({ latency: { periodSeconds: 0 } }),
    path: "latency.periodSeconds",
    message: "must be 10, 20, 30 or a multiple of 60 seconds, got 0",
  },
  {
    rule: "alarm-periods",
    when: "no period is looked at",
    violations: inAlarm({ evaluationPeriods: 0 }),
    path: "evaluationPeriods",
    message: "must be a whole number of at least 1, got 0",
  },
  {
    rule: "alarm-window",
    when: "an alarm looks back more than a day",
    violations: inAlarm({ evaluationPeriods: 289 }),
    path: "evaluationPeriods",
    message: "must be at most 288 periods of 300 seconds, got 289",
  },
  {
    rule: "alarm-window",
    when: "an alarm of hours looks back more than a week",
    violations: inAlarm({ periodSeconds: 3_600, evaluationPeriods: 169 }),
    path: "evaluationPeriods",
    message: "must be at most 168 periods of 3600 seconds, got 169",
  },
  {
    rule: "alarm-datapoints",
    when: "more datapoints are asked for than are looked at",
    violations: inAlarm({ datapointsToAlarm: 3 }),
    path: "datapointsToAlarm",
    message: "must be 1 to evaluationPeriods (2), got 3",
  },
];

const metricCases: RuleCase[] = [
  {
    rule: "alarm-name",
    when: "the name has 256 characters",
    violations: inAlarm({ name: "a".repeat(256) }),
    path: "name",
    message: "an alarm's name must have 1 to 255 characters, got 256",
  },
  {
    rule: "alarm-metrics",
    when: "there are 11 metrics",
    violations: inAlarm({
      source: AlarmSource.sum(
        "Sum",
        Array.from({ length: 11 }, () => TableMetric.userErrors()),
      ),
    }),
    path: "source.metrics",
    message: "must be 1 to 10 metrics, got 11",
  },
  {
    rule: "alarm-metric-id",
    when: "an id begins with a capital",
    violations: onMetrics({ Errors: TableMetric.userErrors() }),
    path: "source.metrics.Errors",
    message: 'an id must start with a lower-case letter, followed by letters, digits and _, got "Errors"',
  },
  {
    rule: "alarm-dimensions",
    when: "UserErrors are asked for by table",
    violations: onMetric({ dimensions: { TableName: "Posts" } }),
    path: "source.metric.dimensions",
    message: "UserErrors must have the dimensions none, or it never has data; got TableName",
  },
  {
    rule: "alarm-dimensions",
    when: "ThrottledRequests are asked for without an operation",
    violations: onMetrics({
      m: { ...TableMetric.throttledRequests("Posts", "Query"), dimensions: { TableName: "Posts" } },
    }),
    path: "source.metrics.m.dimensions",
    message:
      "ThrottledRequests must have the dimensions TableName and Operation, or it never has data; got TableName",
  },
  {
    rule: "alarm-dimensions",
    when: "ReplicationLatency is asked for without a region",
    violations: onMetric({ name: "ReplicationLatency", dimensions: { TableName: "Posts" } }),
    path: "source.metric.dimensions",
    message:
      "ReplicationLatency must have the dimensions TableName and ReceivingRegion, or it never has data; got TableName",
  },
  {
    rule: "alarm-dimensions",
    when: "SystemErrors are asked for without an operation",
    violations: onMetric({ name: "SystemErrors", dimensions: { TableName: "Posts" } }),
    path: "source.metric.dimensions",
    message:
      "SystemErrors must have the dimensions TableName and Operation, or it never has data; got TableName",
  },
];

const otherCases: RuleCase[] = [
  {
    rule: "composite-alarms",
    when: "an alarm is over 101 others",
    violations: inComposite({ alarms: Array.from({ length: 101 }, () => ({ alarmName: "reads" })) }),
    path: "alarms",
    message: "must be 1 to 100 alarms, got 101",
  },
  {
    rule: "topic-name",
    when: "the name has a dot",
    violations: inTopic({ name: "forum.ops" }),
    path: "name",
    message: `a topic's name must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -, got "forum.ops"`,
  },
  {
    rule: "encryption-key",
    when: "a topic is encrypted with AWS's own key, which no alarm can use",
    violations: inTopic({ keyArn: "alias/aws/sns" }),
    path: "keyArn",
    message: 'must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "alias/aws/sns"',
  },
  {
    rule: "email-address",
    when: "an address has no domain",
    violations: inTopic({ emails: ["ops@example"] }),
    path: "emails.0",
    message: 'must be an e-mail address, got "ops@example"',
  },
  {
    rule: "email-address",
    when: "an address is named twice",
    violations: inTopic({ emails: ["ops@example.com", "ops@example.com"] }),
    path: "emails.1",
    message: 'must be named once, got "ops@example.com" again',
  },
  {
    rule: "dashboard-name",
    when: "the name has a dot",
    violations: inDashboard({ name: "forum.prod" }),
    path: "name",
    message: `a dashboard's name must be 1 to 255 characters of A-Z, a-z, 0-9, _ and -, got "forum.prod"`,
  },
  {
    rule: "dashboard-widgets",
    when: "there are 84 tables",
    violations: inDashboard({ tables: Array.from({ length: 84 }, () => table) }),
    path: "tables",
    message: "must need at most 500 graphs, got 505; make a dashboard for some of the tables each",
  },
];

export const monitoringCases: RuleCase[] = [...timeCases, ...metricCases, ...otherCases];
