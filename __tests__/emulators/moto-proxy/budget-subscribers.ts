import { type Answer, jsonAnswer } from "../http-exchange";
import type { MotoRequest } from "./moto-request";

interface Notification {
  readonly NotificationType: string;
  readonly Threshold: number;
}

/** Who is told of a budget's notifications, by budget, kind and threshold, and each budget's tags, by its name. */
export type BudgetSubscribers = Map<string, unknown>;

/** The subscribers of a budget's notifications and its tags, both of which moto takes and forgets. */
export function budgetSubscribers({ operation, body }: MotoRequest, kept: BudgetSubscribers): Answer | null {
  const { NotificationType, Threshold } = (body["Notification"] ?? {}) as Partial<Notification>;
  const key = JSON.stringify([body["BudgetName"], NotificationType, Threshold]);
  switch (operation) {
    case "CreateBudget":
      kept.set((body["Budget"] as { readonly BudgetName: string }).BudgetName, body["ResourceTags"]);
      return null;
    case "CreateNotification":
      kept.set(key, body["Subscribers"]);
      return null;
    case "ListTagsForResource":
      return jsonAnswer(200, { ResourceTags: kept.get(nameIn(String(body["ResourceARN"]))) ?? [] });
    case "DescribeSubscribersForNotification":
      return jsonAnswer(200, { Subscribers: kept.get(key) ?? [] });
    default:
      return null;
  }
}

function nameIn(arn: string): string {
  return arn.replace(/^.*:budget\//, "");
}
