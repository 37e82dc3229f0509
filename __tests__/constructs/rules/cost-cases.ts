import type { ServiceBudgetProps } from "../../../constructs";
import { budgetViolations } from "../../../constructs/internal";
import type { RuleCase } from "./rule-case";

const inBudget = (props: Partial<ServiceBudgetProps>) =>
  budgetViolations({ name: "forum", monthlyUsd: 50, emails: ["ops@example.com"], ...props });
const addresses = (count: number) =>
  Array.from({ length: count }, (_, position) => `a${position}@example.com`);
const percents = (count: number) =>
  Array.from({ length: count }, (_, position) => ({ percent: position + 1 }));

export const costCases: RuleCase[] = [
  {
    rule: "budget-name",
    when: "the name has a colon",
    violations: inBudget({ name: "forum:prod" }),
    path: "name",
    message: `a budget's name must be 1 to 100 characters without :, \\, < and >, got "forum:prod"`,
  },
  {
    rule: "budget-amount",
    when: "nothing may be spent",
    violations: inBudget({ monthlyUsd: 0 }),
    path: "monthlyUsd",
    message: "must be more than 0 dollars, got 0",
  },
  {
    rule: "budget-subscribers",
    when: "there are 11 addresses",
    violations: inBudget({ emails: addresses(11) }),
    path: "emails",
    message: "must be at most 10 addresses, got 11; let a topic send to more",
  },
  {
    rule: "budget-subscribers",
    when: "nobody is told",
    violations: inBudget({ emails: [] }),
    path: "emails",
    message: "somebody must be told; name addresses, or a topic in topicArn",
  },
  {
    rule: "budget-notifications",
    when: "there are 6 notifications",
    violations: inBudget({ notifications: percents(6) }),
    path: "notifications",
    message: "must be at most 5, got 6",
  },
  {
    rule: "budget-notifications",
    when: "somebody is told at 0 percent",
    violations: inBudget({ notifications: [{ percent: 0 }] }),
    path: "notifications.0.percent",
    message: "must be more than 0 percent, got 0",
  },
  {
    rule: "budget-notifications",
    when: "a notification is said twice",
    violations: inBudget({ notifications: [{ percent: 80 }, { percent: 80, of: "actual" }] }),
    path: "notifications.1",
    message: "must be said once, got 80 percent actual again",
  },
];
