import { type Answer, jsonAnswer } from "../http-exchange";
import type { MotoRequest } from "./moto-request";

/** Tables and indexes, by region, whose CloudWatch contributor insights are on. */
export type InsightsOn = Set<string>;

/** CloudWatch contributor insights of a table or an index; moto has none. */
export function contributorInsights(request: MotoRequest, on: InsightsOn): Answer | null {
  const { TableName, IndexName, ContributorInsightsAction: action } = request.body;
  const key = JSON.stringify([request.region, TableName, IndexName]);
  if (request.operation === "UpdateContributorInsights") {
    if (action === "ENABLE") on.add(key);
    else on.delete(key);
  } else if (request.operation !== "DescribeContributorInsights") {
    return null;
  }
  const ContributorInsightsStatus = on.has(key) ? "ENABLED" : "DISABLED";
  return jsonAnswer(200, { TableName, IndexName, ContributorInsightsStatus });
}
