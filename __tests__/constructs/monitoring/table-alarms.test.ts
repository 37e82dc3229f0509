import { Token } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  type DynamoTableProps,
  TableAlarms,
  type TableAlarmsProps,
  tableOperations,
} from "../../../constructs";
import { synthesized } from "../synthesized";

const topicArn = "arn:aws:sns:us-east-1:123456789012:ops";

const table: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  indexes: { ByUser: { partitionKey: Attribute.string("userId") } },
  ttl: "expiresAt",
};

/** The alarms of a table by their names. */
function alarmsOf(props: Partial<TableAlarmsProps> = {}): Record<string, Record<string, unknown>> {
  const { resource } = synthesized((stack) => new TableAlarms(stack, "alarms", { table, ...props }));
  const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
  return Object.fromEntries(alarms.map((alarm) => [String(alarm.alarm_name), alarm]));
}

const provisioned = Billing.provisioned({
  read: Capacity.autoscaled({ min: 5, max: 100 }),
  write: Capacity.fixed(5),
});

describe("TableAlarms", () => {
  it("minimal", () => {
    expect(Object.keys(alarmsOf()).toSorted()).toEqual([
      "Posts-ByUser-read-throttles",
      "Posts-ByUser-write-throttles",
      "Posts-GetItem-latency",
      "Posts-PutItem-latency",
      "Posts-Query-latency",
      "Posts-UpdateItem-latency",
      "Posts-read-throttles",
      "Posts-system-errors",
      "Posts-throttled-requests",
      "Posts-write-throttles",
    ]);
  });

  it("goes off on throttled reads of an index, and not for want of data", () => {
    expect(alarmsOf({ topicArns: [topicArn] })["Posts-ByUser-read-throttles"]).toEqual({
      alarm_name: "Posts-ByUser-read-throttles",
      alarm_description: "Reads of Posts/ByUser are throttled.",
      namespace: "AWS/DynamoDB",
      metric_name: "ReadThrottleEvents",
      dimensions: { TableName: "Posts", GlobalSecondaryIndexName: "ByUser" },
      statistic: "Sum",
      period: 300,
      evaluation_periods: 2,
      threshold: 10,
      comparison_operator: "GreaterThanThreshold",
      treat_missing_data: "notBreaching",
      alarm_actions: [topicArn],
      ok_actions: [topicArn],
    });
  });

  it("adds up throttled requests over operations of which some have no data", () => {
    const { metric_query } = alarmsOf()["Posts-throttled-requests"] ?? {};
    expect((metric_query as object[])[0]).toEqual({
      id: "result",
      expression: "SUM(METRICS())",
      label: "Throttled requests",
      return_data: true,
    });
    expect((metric_query as object[]).slice(1)).toEqual(
      tableOperations.map((operation, position) => ({
        id: `m${position}`,
        metric: {
          namespace: "AWS/DynamoDB",
          metric_name: "ThrottledRequests",
          dimensions: { TableName: "Posts", Operation: operation },
          stat: "Sum",
          period: 300,
        },
      })),
    );
  });

  it("times each operation apart", () => {
    expect(alarmsOf()["Posts-Query-latency"]).toMatchObject({
      metric_name: "SuccessfulRequestLatency",
      dimensions: { TableName: "Posts", Operation: "Query" },
      statistic: "Average",
      threshold: 100,
    });
  });

  it("holds use against the most that autoscaling can reach", () => {
    const alarm = alarmsOf({ table: { ...table, billing: provisioned } })["Posts-read-capacity"];
    expect(alarm).toMatchObject({ threshold: 80 });
    expect((alarm?.metric_query as object[] | undefined)?.[0]).toMatchObject({
      expression: "100 * used / PERIOD(used) / 100",
    });
  });

  it("holds use against what a schedule allows", () => {
    const read = Capacity.autoscaled({
      ...{ min: 5, max: 100 },
      schedule: [{ cron: "cron(0 8 * * ? *)", min: 50, max: 400 }],
    });
    const billing = Billing.provisioned({ read, write: Capacity.fixed(5) });
    const alarm = alarmsOf({ table: { ...table, billing } })["Posts-read-capacity"];
    expect((alarm?.metric_query as object[] | undefined)?.[0]).toMatchObject({
      expression: "100 * used / PERIOD(used) / 400",
    });
  });

  it("holds the use of an index against the index's own capacity", () => {
    const indexes = { ByUser: { partitionKey: Attribute.string("userId"), write: Capacity.fixed(3) } };
    const alarm = alarmsOf({ table: { ...table, indexes, billing: provisioned } })[
      "Posts-ByUser-write-capacity"
    ];
    expect(alarm?.metric_query).toMatchObject([
      { expression: "100 * used / PERIOD(used) / 3" },
      { metric: { dimensions: { TableName: "Posts", GlobalSecondaryIndexName: "ByUser" } } },
    ]);
  });

  it("holds use against capacity that is known only at apply", () => {
    const units = Token.asNumber({ resolve: () => "${var.units}" });
    const billing = Billing.provisioned({ read: Capacity.fixed(units), write: Capacity.fixed(5) });
    const alarm = alarmsOf({ table: { ...table, billing } })["Posts-read-capacity"];
    expect((alarm?.metric_query as object[] | undefined)?.[0]).toMatchObject({
      expression: "100 * used / PERIOD(used) / ${var.units}",
    });
  });

  it("holds use against the limits of an on-demand table", () => {
    const billing = Billing.onDemand({ maxRead: 4_000, maxWrite: -1 });
    expect(Object.keys(alarmsOf({ table: { ...table, billing } }))).toContain("Posts-read-capacity");
    expect(Object.keys(alarmsOf({ table: { ...table, billing } }))).not.toContain("Posts-write-capacity");
  });

  it("watches replication to each other region", () => {
    const alarms = alarmsOf({ otherRegions: ["us-west-2", "eu-west-1"] });
    expect(alarms["Posts-us-west-2-replication-latency"]).toMatchObject({
      metric_name: "ReplicationLatency",
      dimensions: { TableName: "Posts", ReceivingRegion: "us-west-2" },
      threshold: 10_000,
    });
    expect(alarms).toHaveProperty("Posts-eu-west-1-replication-latency");
  });

  it("watches expiry when told what is much", () => {
    const ttlDeletes = { threshold: 1_000, periodSeconds: 3_600, evaluationPeriods: 1 };
    expect(alarmsOf({ ttlDeletes })["Posts-ttl-deletes"]).toMatchObject({
      metric_name: "TimeToLiveDeletedItemCount",
      dimensions: { TableName: "Posts" },
      threshold: 1_000,
    });
  });

  it("watches no expiry of a table whose items do not expire", () => {
    const ttlDeletes = { threshold: 1_000, periodSeconds: 3_600, evaluationPeriods: 1 };
    expect(alarmsOf({ ttlDeletes, table: { ...table, ttl: undefined } })).not.toHaveProperty(
      "Posts-ttl-deletes",
    );
  });

  it("takes thresholds of one's own, and leaves alarms out", () => {
    const alarms = alarmsOf({
      readThrottles: { threshold: 1, datapointsToAlarm: 1 },
      latency: false,
    });
    expect(alarms["Posts-read-throttles"]).toMatchObject({
      threshold: 1,
      period: 300,
      datapoints_to_alarm: 1,
    });
    expect(alarms).not.toHaveProperty("Posts-Query-latency");
  });
});
