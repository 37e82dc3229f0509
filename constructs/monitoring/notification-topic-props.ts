/** An AWS service that may publish to a topic. */
export type Publisher = "cloudwatch" | "budgets" | "backup";

/** The props of a {@link NotificationTopic}. */
export interface NotificationTopicProps {
  /** 1 to 256 characters of A-Z, a-z, 0-9, `_` and `-`; changing it replaces the topic. */
  readonly name: string;
  /** Addresses; AWS asks each of them to confirm before it is sent anything. @default none */
  readonly emails?: readonly string[];
  /** Who publishes to it. @default ["cloudwatch"] */
  readonly publishers?: readonly Publisher[];
  /** Whether addresses are sent only what did not complete, by the attribute `State` of AWS Backup. @default false */
  readonly failuresOnly?: boolean;
  /**
   * ARN of a customer-managed KMS key whose policy lets the publishers use it. AWS's managed key `aws/sns` does
   * not, and no alarm would ever arrive. @default not encrypted
   */
  readonly keyArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
