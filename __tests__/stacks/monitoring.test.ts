import { describe, expect, it } from "vitest";
import { writtenStack } from "./written-stacks";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2] }
tables:
  posts: { partitionKey: postId }
`;
const stackOf = (more: string, region = "us-east-1") =>
  writtenStack(`${minimal}${more}`, `forum-dev-${region}`);
const metricAlarms = (more: string, region?: string) =>
  Object.fromEntries(
    Object.values(stackOf(more, region).resource.aws_cloudwatch_metric_alarm ?? {}).map((alarm) => [
      String(alarm.alarm_name),
      alarm,
    ]),
  );
const first = (resources: Record<string, Record<string, unknown>> | undefined) =>
  Object.values(resources ?? {})[0];

describe("alarms", () => {
  it("are named after the table, and look at replication to the other region", () => {
    expect(Object.keys(metricAlarms("alarms: {}"))).toEqual(
      expect.arrayContaining([
        "forum-dev-posts-throttled-requests",
        "forum-dev-posts-us-west-2-replication-latency",
        "forum-dev-user-errors",
      ]),
    );
  });

  it("are in the replica's region too, and look back", () => {
    expect(Object.keys(metricAlarms("alarms: {}", "us-west-2"))).toEqual(
      expect.arrayContaining([
        "forum-dev-posts-throttled-requests",
        "forum-dev-posts-us-east-1-replication-latency",
      ]),
    );
  });

  it("take settings, and are left out", () => {
    const alarms = metricAlarms(
      "alarms: { throttledRequests: { threshold: 20, evaluationPeriods: 1 }, latency: false }",
    );
    expect(alarms["forum-dev-posts-throttled-requests"]).toMatchObject({
      threshold: 20,
      evaluation_periods: 1,
    });
    expect(alarms).not.toHaveProperty("forum-dev-posts-Query-latency");
  });

  it("notify by e-mail, in each region through a separate topic", () => {
    const { resource } = stackOf("alarms: { emails: [ops@example.com] }", "us-west-2");
    expect(first(resource.aws_sns_topic)).toMatchObject({ name: "forum-dev-alarms" });
    expect(first(resource.aws_sns_topic_subscription)).toMatchObject({ endpoint: "ops@example.com" });
  });

  it.each(["us-east-1", "us-west-2"])("in %s notify the existing topics of that region", (region) => {
    const topics = ["us-east-1", "us-west-2"].map((one) => `arn:aws:sns:${one}:123456789012:ops`);
    const { resource } = stackOf(`alarms: { topicArns: [${topics.join(", ")}] }`, region);
    expect(resource).not.toHaveProperty("aws_sns_topic");
    expect(first(resource.aws_cloudwatch_metric_alarm)).toMatchObject({
      alarm_actions: [`arn:aws:sns:${region}:123456789012:ops`],
    });
  });

  it("have no topic without addresses", () => {
    expect(stackOf("alarms: {}").resource).not.toHaveProperty("aws_sns_topic");
  });

  it("say nothing of the replication of strongly consistent tables, which has no latency", () => {
    const strong = "alarms: {}\nreplication: { consistency: strong, witness: us-east-2 }";
    expect(Object.keys(metricAlarms(strong))).not.toContain("forum-dev-posts-us-west-2-replication-latency");
  });

  it("tell of failed backups by a topic of their own", () => {
    const { resource } = stackOf("alarms: { emails: [ops@example.com] }\nbackup: {}");
    expect(first(resource.aws_backup_vault_notifications)).toMatchObject({
      backup_vault_events: ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED", "RESTORE_JOB_COMPLETED"],
    });
    const subscriptions = Object.values(resource.aws_sns_topic_subscription ?? {});
    expect(subscriptions.filter(({ filter_policy }) => filter_policy !== undefined)).toHaveLength(1);
  });
});

describe("dashboard", () => {
  it("exists in each region", () => {
    expect(first(stackOf("dashboard: true").resource.aws_cloudwatch_dashboard)).toMatchObject({
      dashboard_name: "forum-dev-us-east-1",
    });
    expect(first(stackOf("dashboard: true", "us-west-2").resource.aws_cloudwatch_dashboard)).toMatchObject({
      dashboard_name: "forum-dev-us-west-2",
    });
  });

  it("shows the alarm over the service", () => {
    const { resource } = stackOf("dashboard: true\nalarms: {}");
    expect(first(resource.aws_cloudwatch_dashboard)?.dashboard_body).toContain('"type":"alarm"');
  });

  it("is not there unless asked for", () => {
    expect(stackOf("").resource).not.toHaveProperty("aws_cloudwatch_dashboard");
  });
});
