/** When somebody is told of what was spent. */
export interface BudgetNotification {
  /** Percent of the budget, above 0. */
  readonly percent: number;
  /** Whether it is what was spent, or what will have been spent at the end of the month. @default "actual" */
  readonly of?: "actual" | "forecasted";
}

/** The props of a {@link ServiceBudget}. */
export interface ServiceBudgetProps {
  /** 1 to 100 characters without `:`, `\`, `<` and `>`; unique in the account. */
  readonly name: string;
  /** US dollars a month, above 0. */
  readonly monthlyUsd: number;
  /** Who is told: 1 to 10 addresses, unless there is a topic. @default none */
  readonly emails?: readonly string[];
  /** ARN of a topic whose policy lets `budgets.amazonaws.com` publish. @default none */
  readonly topicArn?: string;
  /** At most 5. @default 80 and 100 percent spent, and 100 percent forecasted */
  readonly notifications?: readonly BudgetNotification[];
  /** What counts, by the names that the bill has for services. @default ["Amazon DynamoDB"] */
  readonly services?: readonly string[];
  /**
   * Tags of what counts, any of the values. They have to be activated as cost allocation tags, and count from
   * then on. @default whatever its tags
   */
  readonly taggedWith?: Readonly<Record<string, string>>;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
