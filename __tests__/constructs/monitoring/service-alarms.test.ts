import { TerraformStack, Testing, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  AlarmSource,
  type AlarmThresholds,
  Attribute,
  CompositeAlarm,
  type DynamoTableProps,
  MetricAlarm,
  ServiceAlarms,
  type ServiceAlarmsProps,
  TableMetric,
} from "../../../constructs";
import { alarmViolations } from "../../../constructs/internal";
import { only, synthesized, type Terraform } from "../synthesized";

const topicArn = "arn:aws:sns:us-east-1:123456789012:ops";

const posts: DynamoTableProps = { name: "Posts", partitionKey: Attribute.string("postId") };
const off: AlarmThresholds = {
  throttledRequests: false,
  readThrottles: false,
  writeThrottles: false,
  systemErrors: false,
  userErrors: false,
  latency: false,
  capacity: false,
};

function serviceIn(props: Partial<ServiceAlarmsProps> = {}): Terraform {
  return synthesized(
    (stack) => new ServiceAlarms(stack, "alarms", { name: "forum", tables: { posts }, ...props }),
  );
}

const composites = ({ resource }: Terraform): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    Object.values(resource.aws_cloudwatch_composite_alarm ?? {}).map((one) => [String(one.alarm_name), one]),
  );

describe("ServiceAlarms", () => {
  it("has an alarm over each table and one over the service", () => {
    expect(Object.keys(composites(serviceIn()))).toEqual(["forum", "Posts"]);
  });

  it("is on as long as any table or the account's wrong requests are", () => {
    expect(composites(serviceIn()).forum).toEqual({
      alarm_name: "forum",
      alarm_description: "Something is wrong with the tables of forum.",
      alarm_rule:
        'ALARM("${aws_cloudwatch_composite_alarm.alarms_Tableposts_51B9AF99.alarm_name}") OR ALARM("${aws_cloudwatch_metric_alarm.alarms_UserErrors_ED6F5BC6.alarm_name}")',
    });
  });

  it("asks for wrong requests of the whole account, as they are of no table", () => {
    const alarms = Object.values(serviceIn().resource.aws_cloudwatch_metric_alarm ?? {});
    expect(alarms.filter(({ metric_name }) => metric_name === "UserErrors")).toEqual([
      expect.objectContaining({ alarm_name: "forum-user-errors", namespace: "AWS/DynamoDB" }),
    ]);
    expect(alarms.find(({ metric_name }) => metric_name === "UserErrors")?.dimensions ?? {}).toEqual({});
  });

  it("tells of each alarm", () => {
    const terraform = serviceIn({ topicArns: [topicArn] });
    expect(composites(terraform).forum).not.toHaveProperty("alarm_actions");
    expect(
      Object.values(terraform.resource.aws_cloudwatch_metric_alarm ?? {}).map((one) => one.alarm_actions),
    ).toEqual(Array.from({ length: 9 }, () => [topicArn]));
  });

  it("tells once of all alarms", () => {
    const terraform = serviceIn({ topicArns: [topicArn], told: "once" });
    expect(composites(terraform).forum).toMatchObject({
      alarm_actions: [topicArn],
      ok_actions: [topicArn],
    });
    expect(
      Object.values(terraform.resource.aws_cloudwatch_metric_alarm ?? {}).filter((one) => one.alarm_actions),
    ).toEqual([]);
  });

  it("is over what there is", () => {
    expect(Object.keys(composites(serviceIn({ ...off, userErrors: {} })))).toEqual(["forum"]);
  });

  it("is over nothing if there is nothing", () => {
    expect(
      synthesized((stack) => {
        const alarms = new ServiceAlarms(stack, "alarms", { name: "forum", tables: { posts }, ...off });
        expect(alarms.composite).toBeNull();
      }),
    ).not.toHaveProperty("resource");
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const props = { name: "forum", tables: {}, latency: { periodSeconds: 7, evaluationPeriods: 0 } };
    expect(() => new ServiceAlarms(stack, "alarms", props)).toThrow(
      /^ServiceAlarms "stack\/alarms" latency.periodSeconds: .*\n.* latency.evaluationPeriods: /,
    );
  });
});

describe("MetricAlarm", () => {
  it("has tags, and tells nobody unless told whom", () => {
    const terraform = synthesized(
      (stack) =>
        new MetricAlarm(stack, "alarm", {
          ...{ name: "errors", description: "Errors.", tags: { Team: "forum" } },
          ...{ threshold: 1, periodSeconds: 60, evaluationPeriods: 1 },
          source: AlarmSource.metric(TableMetric.userErrors()),
        }),
    );
    expect(only(terraform, "aws_cloudwatch_metric_alarm")).toMatchObject({ tags: { Team: "forum" } });
    expect(only(terraform, "aws_cloudwatch_metric_alarm")).not.toHaveProperty("alarm_actions");
  });

  it("takes metrics of other namespaces under any dimensions", () => {
    const metric = {
      namespace: "AWS/DAX",
      name: "ErrorRequestCount",
      statistic: "Sum",
      dimensions: {},
    } as const;
    const settings = { threshold: 1, periodSeconds: 60, evaluationPeriods: 1 };
    const source = AlarmSource.metric(metric);
    expect(alarmViolations({ name: "dax", description: "DAX.", source, ...settings })).toEqual([]);
  });

  it("lets values through that are known only at apply", () => {
    const text = Token.asString({ resolve: () => "${var.text}" });
    const number = Token.asNumber({ resolve: () => "${var.number}" });
    const settings = {
      ...{ threshold: number, periodSeconds: number },
      ...{ evaluationPeriods: number, datapointsToAlarm: number },
    };
    const source = AlarmSource.metric(TableMetric.throttleEvents("Read", text));
    expect(alarmViolations({ name: text, description: text, source, ...settings })).toEqual([]);
  });
});

describe("CompositeAlarm", () => {
  it("refuses to be over nothing", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const props = { name: "all", description: "All.", alarms: [] };
    expect(() => new CompositeAlarm(stack, "all", props)).toThrow(
      'CompositeAlarm "stack/all" alarms: must be 1 to 100 alarms, got 0',
    );
  });
});
