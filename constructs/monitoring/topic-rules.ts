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

/** One violation an address that is wrong, or named before. */
export function emailViolations(
  path: readonly (string | number)[],
  emails: readonly string[] | undefined,
): Violation[] {
  return (isKnown(emails) ? emails : []).flatMap((email, position, all) => [
    ...violationIf(
      isKnown(email) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email),
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
