import { BudgetsBudget, type BudgetsBudgetNotification } from "@cdktf/provider-aws/lib/budgets-budget";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { noteName, usedNameViolations } from "../rules/unique-names";
import type { BudgetNotification, ServiceBudgetProps } from "./service-budget-props";
import { budgetViolations } from "./budget-rules";

const defaultNotifications: readonly BudgetNotification[] = [
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
    const {
      name,
      monthlyUsd,
      notifications = defaultNotifications,
      services = ["Amazon DynamoDB"],
      tags,
    } = props;
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
