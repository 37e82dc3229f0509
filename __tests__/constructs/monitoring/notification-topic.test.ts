import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { NotificationTopic, type NotificationTopicProps } from "../../../constructs";
import { only, statements, synthesized, type Terraform } from "../synthesized";

const account = "${data.aws_caller_identity.account_identity_B7F107C0.account_id}";
const topicArn = "${aws_sns_topic.topic_69831491.arn}";

function topicIn(props: Partial<NotificationTopicProps> = {}): Terraform {
  return synthesized((stack) => new NotificationTopic(stack, "topic", { name: "ops", ...props }));
}

describe("NotificationTopic", () => {
  it("minimal", () => {
    expect(only(topicIn(), "aws_sns_topic")).toEqual({ name: "ops" });
  });

  it("maximum properties", () => {
    const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    expect(only(topicIn({ keyArn, tags: { Team: "forum" } }), "aws_sns_topic")).toEqual({
      name: "ops",
      kms_master_key_id: keyArn,
      tags: { Team: "forum" },
    });
  });

  it("lets CloudWatch publish for this account", () => {
    expect(statements(only(topicIn(), "aws_sns_topic_policy").policy)).toEqual([
      {
        Sid: "cloudwatchPublishes",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ]);
  });

  it("lets AWS Backup publish without a condition that it does not meet", () => {
    const policy = statements(only(topicIn({ publishers: ["backup"] }), "aws_sns_topic_policy").policy);
    expect(policy[0]).not.toHaveProperty("Condition");
  });

  it("sends e-mail to each address", () => {
    const { resource } = topicIn({ emails: ["ops@example.com", "dev@example.com"] });
    expect(Object.values(resource.aws_sns_topic_subscription ?? {})).toEqual([
      { topic_arn: topicArn, protocol: "email", endpoint: "dev@example.com" },
      { topic_arn: topicArn, protocol: "email", endpoint: "ops@example.com" },
    ]);
  });

  it("sends failures only when told so", () => {
    const terraform = topicIn({ emails: ["ops@example.com"], failuresOnly: true });
    expect(only(terraform, "aws_sns_topic_subscription")).toMatchObject({
      filter_policy: '{"State":[{"anything-but":"COMPLETED"}]}',
    });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(() => new NotificationTopic(stack, "topic", { name: "", emails: ["ops"] })).toThrow(
      /name: .*\n.*emails.0: must be an e-mail address/,
    );
  });
});
