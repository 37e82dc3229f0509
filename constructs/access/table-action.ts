/** The actions on a table that say which partition keys they touch. */
const keyed = [
  ...["BatchGetItem", "BatchWriteItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem"],
  ...["Query", "UpdateItem", "PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate"],
] as const;

/** Those that do not, or touch no items. */
const unkeyed = [
  ...["Scan", "DescribeTable", "DescribeTimeToLive", "DescribeContinuousBackups"],
  ...["DescribeContributorInsights", "DescribeKinesisStreamingDestination", "GetResourcePolicy"],
  ...["ListTagsOfResource", "UpdateTable", "UpdateTimeToLive", "UpdateContinuousBackups"],
  ...["UpdateContributorInsights", "CreateBackup", "ExportTableToPointInTime"],
  ...["CreateTable", "DeleteTable", "TagResource", "UntagResource"],
] as const;

/** The actions on a stream. */
const streaming = ["DescribeStream", "GetRecords", "GetShardIterator"] as const;

const readingIndexes: readonly string[] = ["Query", "Scan", "PartiQLSelect"];
const writing: readonly string[] = [
  ...["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"],
  ...["PartiQLDelete", "PartiQLInsert", "PartiQLUpdate", "UpdateTable", "CreateTable"],
];

/**
 * Actions of DynamoDB that can be granted on a table, its indexes and its stream.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const tableActionNames: readonly string[] = [...keyed, ...unkeyed, ...streaming];

/** Whether a condition on the leading keys holds for an action; without one it would be allowed everything. */
export function hasLeadingKeys(action: string): boolean {
  return includes(keyed, action);
}

export function isStreamAction(action: string): boolean {
  return includes(streaming, action);
}

export function isIndexAction(action: string): boolean {
  return readingIndexes.includes(plainAction(action));
}

export function isWriteAction(action: string): boolean {
  return writing.includes(plainAction(action));
}

/** `GetItem` of `dynamodb:GetItem`. */
export function plainAction(action: string): string {
  return action.replace(/^dynamodb:/, "");
}

function includes(actions: readonly string[], action: string): boolean {
  return actions.includes(plainAction(action));
}
