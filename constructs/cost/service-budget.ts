import { BudgetsBudget, type BudgetsBudgetNotification } from "@cdktf/provider-aws/lib/budgets-budget";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { noteName, usedNameViolations } from "../rules/unique-names";
import { budgetViolations } from "./budget-rules";

/** When somebody is told of what was spent. */
export interface BudgetNotification {
  /** Percent of the budget, above 0. */
  readonly percent: number;
  /** Whether it is what was spent, or what will have been spent at the end of the month. @default "actual" */
  readonly of?: "actual" | "forecasted";
}

/** What a {@link ServiceBudget} is. */
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

const usual: readonly BudgetNotification[] = [
  { percent: 80 },
  { percent: 100 },
  { percent: 100, of: "forecasted" },
];

/**
 * A budget for a month's costs of DynamoDB. It tells, and stops nothing. Budgets belong to an account, not to a
 * region.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
 *
 * @example
 * new ServiceBudget(this, "budget", { name: "forum-prod", monthlyUsd: 50, emails: ["ops@example.com"] });
 */
export class ServiceBudget extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: BudgetsBudget;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: ServiceBudgetProps) {
    const usedNames = usedNameViolations(scope, "budget", props.name);
    refuse("ServiceBudget", scope, id, [...budgetViolations(props), ...usedNames]);
    super(scope, id);
    noteName(this, "budget", props.name);
    const { name, monthlyUsd, notifications = usual, services = ["Amazon DynamoDB"], tags } = props;
    this.resource = new BudgetsBudget(this, "Resource", {
      name,
      budgetType: "COST",
      limitAmount: Token.isUnresolved(monthlyUsd) ? Token.asString(monthlyUsd) : String(monthlyUsd),
      limitUnit: "USD",
      timeUnit: "MONTHLY",
      costFilter: [{ name: "Service", values: [...services] }, ...tagFilter(props.taggedWith)],
      notification: notifications.map((one) => notification(one, props)),
      tags: tags && { ...tags },
    });
  }
}

/** The bill's own spelling of a user's tag: `user:Team$forum`. */
function tagFilter(tags: Readonly<Record<string, string>> = {}) {
  const values = Object.entries(tags).map(([key, value]) => `user:${key}$${value}`);
  return values.length === 0 ? [] : [{ name: "TagKeyValue", values }];
}

function notification(
  { percent, of = "actual" }: BudgetNotification,
  { emails = [], topicArn }: ServiceBudgetProps,
): BudgetsBudgetNotification {
  return {
    comparisonOperator: "GREATER_THAN",
    threshold: percent,
    thresholdType: "PERCENTAGE",
    notificationType: of === "actual" ? "ACTUAL" : "FORECASTED",
    ...(emails.length > 0 ? { subscriberEmailAddresses: [...emails] } : {}),
    ...(topicArn === undefined ? {} : { subscriberSnsTopicArns: [topicArn] }),
  };
}
