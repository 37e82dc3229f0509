import { emailViolations } from "../monitoring/topic-rules";
import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { BudgetNotification, ServiceBudgetProps } from "./service-budget-props";

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html */
export function budgetViolations(props: ServiceBudgetProps): Violation[] {
  const { name, monthlyUsd, emails, topicArn, notifications = [], tags } = props;
  return [
    ...violationIf(
      isKnown(name) && !/^[^:\\<>]{1,100}$/.test(name),
      "budget-name",
      ["name"],
      `a budget's name must be 1 to 100 characters without :, \\, < and >, got "${name}"`,
    ),
    ...violationIf(
      isKnown(monthlyUsd) && !(Number.isFinite(monthlyUsd) && monthlyUsd > 0),
      "budget-amount",
      ["monthlyUsd"],
      `must be more than 0 dollars, got ${monthlyUsd}`,
    ),
    ...violationIf(
      isKnown(emails) && emails.length > 10,
      "budget-subscribers",
      ["emails"],
      `must be at most 10 addresses, got ${emails?.length}; let a topic send to more`,
    ),
    ...violationIf(
      (emails === undefined || emails.length === 0) && topicArn === undefined,
      "budget-subscribers",
      ["emails"],
      "somebody must be told; name addresses, or a topic in topicArn",
    ),
    ...emailViolations(["emails"], emails),
    ...notificationViolations(notifications),
    ...tagViolations(tags),
  ];
}

function notificationViolations(notifications: readonly BudgetNotification[]): Violation[] {
  const kinds = notifications.map(({ percent, of = "actual" }) => `${percent} percent ${of}`);
  return [
    ...violationIf(
      notifications.length > 5,
      "budget-notifications",
      ["notifications"],
      `must be at most 5, got ${notifications.length}`,
    ),
    ...notifications.flatMap(({ percent }, position) => [
      ...violationIf(
        isKnown(percent) && !(percent > 0),
        "budget-notifications",
        ["notifications", position, "percent"],
        `must be more than 0 percent, got ${percent}`,
      ),
      ...violationIf(
        isKnown(percent) && kinds.indexOf(kinds[position] ?? "") !== position,
        "budget-notifications",
        ["notifications", position],
        `must be said once, got ${kinds[position]} again`,
      ),
    ]),
  ];
}
