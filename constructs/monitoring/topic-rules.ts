import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { keyArnViolations } from "../table/encryption-rules";
import type { NotificationTopicProps } from "./notification-topic-props";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export function topicViolations({ name, emails, keyArn, tags }: NotificationTopicProps): Violation[] {
  return [
    ...violationIf(
      isKnown(name) && !/^[A-Za-z0-9_-]{1,256}$/.test(name),
      "topic-name",
      ["name"],
      `a topic's name must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -, got "${name}"`,
    ),
    ...emailViolations(["emails"], emails),
    ...keyArnViolations(["keyArn"], keyArn),
    ...tagViolations(tags),
  ];
}

/** An e-mail address, as far as a pattern can tell. */
export const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** One violation an address that is wrong, or named before. */
export function emailViolations(
  path: readonly (string | number)[],
  emails: readonly string[] | undefined,
): Violation[] {
  return (isKnown(emails) ? emails : []).flatMap((email, position, all) => [
    ...violationIf(
      isKnown(email) && !emailPattern.test(email),
      "email-address",
      [...path, position],
      `must be an e-mail address, got "${email}"`,
    ),
    ...violationIf(
      isKnown(email) && all.indexOf(email) !== position,
      "email-address",
      [...path, position],
      `must be named once, got "${email}" again`,
    ),
  ]);
}

/** Maximum number of topics that an alarm notifies. */
export const maxAlarmTopics = 5;

const topicArn = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]+(\.fifo)?$/;

/** The region in the ARN of an SNS topic; undefined for any other text, and for an ARN that is known at apply only. */
export function topicRegion(arn: string): string | undefined {
  return isKnown(arn) ? topicArn.exec(arn)?.[1] : undefined;
}

/**
 * The rules of the topics that alarms notify.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function topicArnViolations(
  path: readonly (string | number)[],
  arns: readonly string[] | undefined,
): Violation[] {
  const known = isKnown(arns) ? arns : [];
  return [
    ...violationIf(
      known.length > maxAlarmTopics,
      "alarm-topics",
      path,
      `must be at most ${maxAlarmTopics} topics, got ${known.length}`,
    ),
    ...known.flatMap((arn, position) => [
      ...violationIf(
        isKnown(arn) && !topicArn.test(arn),
        "topic-arn",
        [...path, position],
        `must be the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>), got "${arn}"`,
      ),
      ...violationIf(
        isKnown(arn) && known.indexOf(arn) !== position,
        "alarm-topics",
        [...path, position],
        `must be named once, got "${arn}" again`,
      ),
    ]),
  ];
}
