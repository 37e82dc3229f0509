import { type Violation, violationIf } from "../rules/violation";
import type { Metric } from "./metric";

const table = ["TableName"];
const index = ["GlobalSecondaryIndexName", "TableName"];
const operation = ["Operation", "TableName"];

/** The dimensions that DynamoDB publishes its metrics under; under others they never have data. */
const published: Readonly<Record<string, readonly (readonly string[])[]>> = {
  ConsumedReadCapacityUnits: [table, index],
  ConsumedWriteCapacityUnits: [table, index],
  ProvisionedReadCapacityUnits: [table, index],
  ProvisionedWriteCapacityUnits: [table, index],
  ReadThrottleEvents: [table, index],
  WriteThrottleEvents: [table, index],
  ThrottledRequests: [operation],
  SystemErrors: [operation],
  SuccessfulRequestLatency: [operation],
  ReturnedItemCount: [operation],
  UserErrors: [[]],
  ReplicationLatency: [["ReceivingRegion", "TableName"]],
  TimeToLiveDeletedItemCount: [table],
  ConditionalCheckFailedRequests: [table],
  TransactionConflict: [table],
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function dimensionViolations(path: readonly string[], metric: Metric): Violation[] {
  const isPublished = metric.namespace === "AWS/DynamoDB" && Object.hasOwn(published, metric.name);
  const expected = isPublished ? published[metric.name] : undefined;
  const given = Object.keys(metric.dimensions).toSorted();
  const isOne = expected?.some((names) => names.join() === given.join()) ?? true;
  return violationIf(
    !isOne,
    "alarm-dimensions",
    [...path, "dimensions"],
    `${metric.name} must have the dimensions ${(expected ?? []).map(list).join(" or ")}, or it never has data; got ${list(given)}`,
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.toReversed().join(" and ");
}
