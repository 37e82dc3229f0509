/** The threshold of a cost notification. */
export interface BudgetNotification {
  /** Percent of the budget, above 0. */
  readonly percent: number;
  /**
   * Whether the percentage applies to the actual costs or to the forecast for the end of the month.
   *
   * @default "actual"
   */
  readonly of?: "actual" | "forecasted";
}

/** The props of a {@link ServiceBudget}. */
export interface ServiceBudgetProps {
  /** 1 to 100 characters without `:`, `\`, `<` and `>`; unique in the account. */
  readonly name: string;
  /** US dollars per month, above 0. */
  readonly monthlyUsd: number;
  /** 1 to 10 e-mail addresses to notify; optional if there is a topic. @default none */
  readonly emails?: readonly string[];
  /** ARN of a topic whose policy allows `budgets.amazonaws.com` to publish. @default none */
  readonly topicArn?: string;
  /** At most 5. @default 80 and 100 percent spent, and 100 percent forecasted */
  readonly notifications?: readonly BudgetNotification[];
  /** Services whose costs count, by their names on the AWS bill. @default ["Amazon DynamoDB"] */
  readonly services?: readonly string[];
  /**
   * Tags of resources whose costs count; a resource counts if it has any of them. The tags must be activated as
   * cost allocation tags, and count from then on. @default resources with any tags, or none
   */
  readonly taggedWith?: Readonly<Record<string, string>>;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
