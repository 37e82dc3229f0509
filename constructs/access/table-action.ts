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

/** The actions that IAM knows no table or stream for. */
const ofAccount = ["ListStreams"] as const;

/** The actions that are done to an index, too, which is a resource of its own. */
const onIndexes: readonly string[] = [
  ...["Query", "Scan", "PartiQLSelect"],
  ...["DescribeContributorInsights", "UpdateContributorInsights"],
];
/** The actions without a leading key that show or copy items. */
const copying: readonly string[] = [
  ...["Scan", "CreateBackup", "ExportTableToPointInTime", "GetRecords", "GetShardIterator"],
];
/** The actions that change or delete the table itself, not its items. */
const administering: readonly string[] = [
  ...["UpdateTable", "UpdateTimeToLive", "UpdateContinuousBackups", "UpdateContributorInsights"],
  ...["CreateTable", "DeleteTable", "TagResource", "UntagResource"],
];
const writing: readonly string[] = [
  ...["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"],
  ...["PartiQLDelete", "PartiQLInsert", "PartiQLUpdate", "UpdateTable", "CreateTable"],
];

/**
 * Actions of DynamoDB that can be granted on a table, its indexes and its stream.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const tableActionNames: readonly string[] = [...keyed, ...unkeyed, ...streaming, ...ofAccount];

/** Whether a condition on the leading keys holds for an action; without one it would be allowed everything. */
export function hasLeadingKeys(action: string): boolean {
  return includes(keyed, action);
}

export function isStreamAction(action: string): boolean {
  return includes(streaming, action);
}

export function isAccountAction(action: string): boolean {
  return includes(ofAccount, action);
}

export function isIndexAction(action: string): boolean {
  return includes(onIndexes, action);
}

/** Whether an action reads or writes items, for which the table's key is used. */
export function touchesData(action: string): boolean {
  return includes(keyed, action) || includes(copying, action);
}

export function isAdministration(action: string): boolean {
  return includes(administering, action);
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
