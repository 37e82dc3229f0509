import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import { noteName, usedNameViolations } from "../rules/unique-names";
import type { Publisher, NotificationTopicProps } from "./notification-topic-props";
import { topicViolations } from "./topic-rules";

/**
 * A topic that AWS's own services publish to, for this account, with subscriptions by e-mail.
 *
 * @example
 * const topic = new NotificationTopic(this, "topic", { name: "forum-prod", emails: ["ops@example.com"] });
 */
export class NotificationTopic extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: SnsTopic;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    const usedNames = usedNameViolations(scope, "topic", props.name);
    refuse("NotificationTopic", scope, id, [...topicViolations(props), ...usedNames]);
    super(scope, id);
    noteName(this, "topic", props.name);
    const { name, emails = [], keyArn, tags, publishers = ["cloudwatch"] } = props;
    this.resource = new SnsTopic(this, "Resource", {
      name,
      kmsMasterKeyId: keyArn,
      tags: tags && { ...tags },
    });
    new SnsTopicPolicy(this, "Policy", {
      arn: this.arn,
      policy: topicPolicy(this.arn, publishers, AwsAccount.of(this)),
    });
    for (const email of emails) this.subscribe(email, props.failuresOnly ?? false);
  }

  /** ARN of the topic, for `topicArns` of alarms. */
  get arn(): string {
    return this.resource.arn;
  }

  private subscribe(endpoint: string, failuresOnly: boolean): void {
    new SnsTopicSubscription(this, `Email.${endpoint}`, {
      topicArn: this.arn,
      protocol: "email",
      endpoint,
      ...(failuresOnly ? { filterPolicy: JSON.stringify({ State: [{ "anything-but": "COMPLETED" }] }) } : {}),
    });
  }
}

/** AWS documents no condition for what AWS Backup publishes; to the others it says whose account it is. */
function topicPolicy(topicArn: string, publishers: readonly Publisher[], account: AwsAccount): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: publishers.map((publisher) => ({
      Sid: `${publisher}Publishes`,
      Effect: "Allow",
      Principal: { Service: `${publisher}.amazonaws.com` },
      Action: "sns:Publish",
      Resource: topicArn,
      ...(publisher === "backup"
        ? {}
        : { Condition: { StringEquals: { "aws:SourceAccount": account.accountId } } }),
    })),
  });
}
