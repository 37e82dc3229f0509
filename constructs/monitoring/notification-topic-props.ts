/** An AWS service that may publish to a topic. */
export type Publisher = "cloudwatch" | "budgets" | "backup";

/** The props of a {@link NotificationTopic}. */
export interface NotificationTopicProps {
  /** 1 to 256 characters of A-Z, a-z, 0-9, `_` and `-`; changing it replaces the topic. */
  readonly name: string;
  /** E-mail addresses. AWS sends notifications to an address after it was confirmed. @default none */
  readonly emails?: readonly string[];
  /** Services that publish to the topic. @default ["cloudwatch"] */
  readonly publishers?: readonly Publisher[];
  /**
   * Whether e-mail addresses receive only AWS Backup jobs that did not complete (a filter on the message attribute
   * `State`).
   *
   * @default false
   */
  readonly failuresOnly?: boolean;
  /**
   * ARN of a customer-managed KMS key whose policy allows the publishers to use it. The AWS managed key `aws/sns`
   * does not allow this, so that notifications would be lost. @default not encrypted
   */
  readonly keyArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
