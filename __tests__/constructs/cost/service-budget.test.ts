import { TerraformStack, Testing, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { ServiceBudget, type ServiceBudgetProps } from "../../../constructs";
import { budgetViolations } from "../../../constructs/internal";
import { only, synthesized } from "../synthesized";

const minimal: ServiceBudgetProps = { name: "forum", monthlyUsd: 50, emails: ["ops@example.com"] };
const number = Token.asNumber({ resolve: () => "${var.number}" });

function budgetOf(props: Partial<ServiceBudgetProps> = {}): Record<string, unknown> {
  const terraform = synthesized((stack) => new ServiceBudget(stack, "budget", { ...minimal, ...props }));
  return only(terraform, "aws_budgets_budget");
}

describe("ServiceBudget", () => {
  it("minimal", () => {
    const told = { comparison_operator: "GREATER_THAN", threshold_type: "PERCENTAGE" };
    const emails = { subscriber_email_addresses: ["ops@example.com"] };
    expect(budgetOf()).toEqual({
      name: "forum",
      budget_type: "COST",
      limit_amount: "50",
      limit_unit: "USD",
      time_unit: "MONTHLY",
      cost_filter: [{ name: "Service", values: ["Amazon DynamoDB"] }],
      notification: [
        { ...told, ...emails, notification_type: "ACTUAL", threshold: 80 },
        { ...told, ...emails, notification_type: "ACTUAL", threshold: 100 },
        { ...told, ...emails, notification_type: "FORECASTED", threshold: 100 },
      ],
    });
  });

  it("maximum properties", () => {
    const props: Partial<ServiceBudgetProps> = {
      topicArn: "arn:aws:sns:us-east-1:123456789012:forum",
      notifications: [{ percent: 50, of: "forecasted" }],
      services: ["Amazon DynamoDB", "AWS Backup"],
      taggedWith: { Team: "forum" },
      tags: { Team: "forum" },
    };
    expect(budgetOf(props)).toMatchObject({
      cost_filter: [
        { name: "Service", values: ["Amazon DynamoDB", "AWS Backup"] },
        { name: "TagKeyValue", values: ["user:Team$forum"] },
      ],
      notification: [
        {
          notification_type: "FORECASTED",
          threshold: 50,
          subscriber_email_addresses: ["ops@example.com"],
          subscriber_sns_topic_arns: ["arn:aws:sns:us-east-1:123456789012:forum"],
        },
      ],
      tags: { Team: "forum" },
    });
  });

  it("tells a topic alone", () => {
    const [first] = budgetOf({ emails: undefined, topicArn: "arn:topic" }).notification as object[];
    expect(first).not.toHaveProperty("subscriber_email_addresses");
  });

  it("takes an amount that is known only at apply", () => {
    expect(budgetOf({ monthlyUsd: number })).toMatchObject({ limit_amount: "${var.number}" });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(() => new ServiceBudget(stack, "budget", { name: "", monthlyUsd: -1 })).toThrow(
      /name: .*\n.*monthlyUsd: .*\n.*emails: somebody must be told/,
    );
  });

  it("lets values through that are known only at apply", () => {
    const text = Token.asString({ resolve: () => "${var.text}" });
    const notifications = [{ percent: number }];
    expect(budgetViolations({ name: text, monthlyUsd: number, emails: [text], notifications })).toEqual([]);
  });
});
