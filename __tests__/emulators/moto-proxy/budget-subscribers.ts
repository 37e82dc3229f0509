import { type Answer, jsonAnswer } from "../http-exchange";
import type { MotoRequest } from "./moto-request";

interface Notification {
  readonly NotificationType: string;
  readonly Threshold: number;
}

/** Who is told of a budget's notifications, by budget, kind and threshold. */
export type BudgetSubscribers = Map<string, unknown>;

/** The subscribers of a budget's notifications, which moto takes and forgets, and its tags, of which it has none. */
export function budgetSubscribers({ operation, body }: MotoRequest, kept: BudgetSubscribers): Answer | null {
  const { NotificationType, Threshold } = (body["Notification"] ?? {}) as Partial<Notification>;
  const key = JSON.stringify([body["BudgetName"], NotificationType, Threshold]);
  if (operation === "CreateNotification") kept.set(key, body["Subscribers"]);
  if (operation === "ListTagsForResource") return jsonAnswer(200, { ResourceTags: [] });
  if (operation !== "DescribeSubscribersForNotification") return null;
  return jsonAnswer(200, { Subscribers: kept.get(key) ?? [] });
}
