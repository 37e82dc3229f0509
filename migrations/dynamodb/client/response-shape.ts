import { isItem, isObject } from "./attribute-shape";

type JsonObject = Readonly<Record<string, unknown>>;

/** The request of a response, and its headers. */
export interface ResponseContext {
  /** Parses the request. */
  readonly request: () => JsonObject;
  /** Whether the response has DynamoDB's request id, which every response of the service has. */
  readonly hasRequestId: boolean;
}

/** What is wrong with a response, such as `has no object "UnprocessedItems"`; `undefined` if nothing is. */
type Check = (response: JsonObject, context: ResponseContext) => string | undefined;

/**
 * What is wrong with the response to an operation; `undefined` if it has the shape that DynamoDB documents. A
 * response of a gateway with HTTP 200 and other JSON must not be accepted.
 *
 * @param operation such as `BatchWriteItem`; of an operation that is not known, any object is taken
 */
export function wrongShape(
  operation: string,
  response: unknown,
  context: ResponseContext,
): string | undefined {
  if (!isObject(response)) return "is not a JSON object";
  return checks.get(operation)?.(response, context);
}

const checks = new Map<string, Check>([
  ["BatchWriteItem", batchWrite],
  ["BatchGetItem", batchGet],
  ["Scan", page],
  ["Query", page],
  ["GetItem", (response, context) => optionalItem(response, "Item") ?? fromService(response, context)],
  ["PutItem", (response, context) => optionalItem(response, "Attributes") ?? fromService(response, context)],
  [
    "UpdateItem",
    (response, context) => optionalItem(response, "Attributes") ?? fromService(response, context),
  ],
  [
    "DeleteItem",
    (response, context) => optionalItem(response, "Attributes") ?? fromService(response, context),
  ],
  ["TransactWriteItems", fromService],
  ["BatchExecuteStatement", (response) => listOf(response, "Responses", isObject)],
  ["TransactGetItems", (response) => listOf(response, "Responses", isObject)],
  ["ListTables", (response) => listOf(response, "TableNames", isText)],
  ["ListBackups", (response) => listOf(response, "BackupSummaries", isObject)],
  ["DescribeTable", (response) => members(response, "Table", ["TableName", "TableStatus"])],
  ["CreateTable", (response) => members(response, "TableDescription", ["TableName"])],
  ["UpdateTable", (response) => members(response, "TableDescription", ["TableName"])],
  ["DeleteTable", (response) => members(response, "TableDescription", ["TableName"])],
  ["RestoreTableFromBackup", (response) => members(response, "TableDescription", ["TableName"])],
  ["CreateBackup", (response) => members(response, "BackupDetails", ["BackupArn"])],
  ["DescribeBackup", (response) => members(response, "BackupDescription", [])],
  ["ExportTableToPointInTime", (response) => members(response, "ExportDescription", ["ExportArn"])],
  ["DescribeExport", (response) => members(response, "ExportDescription", ["ExportStatus"])],
  ["ImportTable", (response) => members(response, "ImportTableDescription", ["ImportArn"])],
  ["DescribeImport", (response) => members(response, "ImportTableDescription", ["ImportStatus"])],
  ["DescribeContinuousBackups", (response) => members(response, "ContinuousBackupsDescription", [])],
  ["DescribeStream", describeStream],
  [
    "GetShardIterator",
    (response) => (isText(response["ShardIterator"]) ? undefined : 'has no text "ShardIterator"'),
  ],
  ["GetRecords", records],
  ["DescribeTimeToLive", (response) => members(response, "TimeToLiveDescription", [])],
]);

function batchWrite({ UnprocessedItems: left }: JsonObject): string | undefined {
  if (!isObject(left)) return 'has no object "UnprocessedItems"';
  const isWrong = Object.values(left).some(
    (requests) => !Array.isArray(requests) || requests.length === 0 || !requests.every(isWriteRequest),
  );
  return isWrong ? 'has "UnprocessedItems" that are not write requests' : undefined;
}

function isWriteRequest(request: unknown): boolean {
  if (!isObject(request)) return false;
  const { PutRequest: put, DeleteRequest: deletion } = request;
  return isObject(put) ? isItem(put["Item"]) : isObject(deletion) && isItem(deletion["Key"]);
}

function batchGet({ Responses: found, UnprocessedKeys: left }: JsonObject): string | undefined {
  if (!isObject(found)) return 'has no object "Responses"';
  if (!isObject(left)) return 'has no object "UnprocessedKeys"';
  if (!Object.values(found).every((items) => Array.isArray(items) && items.every(isItem)))
    return 'has "Responses" that are not items';
  const isWrong = Object.values(left).some(
    (asked) => !isObject(asked) || listOf(asked, "Keys", isItem) !== undefined,
  );
  return isWrong ? 'has "UnprocessedKeys" that are not keys' : undefined;
}

function page(response: JsonObject, { request }: ResponseContext): string | undefined {
  const { Items: items, Count: count, LastEvaluatedKey: next } = response;
  if (!Number.isInteger(count)) return 'has no number "Count"';
  if (items === undefined && request()["Select"] !== "COUNT") return 'has no list "Items"';
  if (items !== undefined) {
    const wrong = listOf(response, "Items", isItem);
    if (wrong !== undefined) return wrong;
    if ((items as readonly unknown[]).length !== count) return 'has another "Count" than items';
  }
  if (next === undefined) return undefined;
  if (!isItem(next) || Object.keys(next as object).length === 0)
    return 'has a "LastEvaluatedKey" that is no key';
  // Taken as it is, the same page would be read again and again.
  const isSame = JSON.stringify(request()["ExclusiveStartKey"]) === JSON.stringify(next);
  return isSame ? 'has the "LastEvaluatedKey" that the request started after' : undefined;
}

function describeStream(response: JsonObject, { request }: ResponseContext): string | undefined {
  const wrong = members(response, "StreamDescription", ["StreamArn"]);
  if (wrong !== undefined) return wrong;
  const description = response["StreamDescription"] as JsonObject;
  const { LastEvaluatedShardId: next } = description;
  if (next !== undefined && next !== null && next === request()["ExclusiveStartShardId"])
    return 'has the "LastEvaluatedShardId" that the request started after';
  return listOf(description, "Shards", (shard) => isObject(shard) && isText(shard["ShardId"]));
}

function records(response: JsonObject): string | undefined {
  const { NextShardIterator: next } = response;
  if (next !== undefined && next !== null && !isText(next))
    return 'has a "NextShardIterator" that is no text';
  return listOf(response, "Records", isStreamRecord);
}

const recordKinds = new Set<unknown>(["INSERT", "MODIFY", "REMOVE"]);

function isStreamRecord(record: unknown): boolean {
  if (!isObject(record) || !recordKinds.has(record["eventName"])) return false;
  const { dynamodb: change } = record;
  if (!isObject(change)) return false;
  const { Keys: keys, SequenceNumber: sequence } = change;
  return isItem(keys) && typeof sequence === "string" && /^\d+$/.test(sequence);
}

function optionalItem(response: JsonObject, name: string): string | undefined {
  const item = response[name];
  return item === undefined || isItem(item) ? undefined : `has "${name}" that are not an item`;
}

const resultMembers = new Set(["Item", "Attributes", "ConsumedCapacity", "ItemCollectionMetrics"]);

/**
 * A successful response may be an empty object, which a gateway can send too. DynamoDB's responses have a request id,
 * and name the table if the request asked for the units consumed.
 */
function fromService(response: JsonObject, { hasRequestId }: ResponseContext): string | undefined {
  const unknown = Object.keys(response).find((name) => !resultMembers.has(name));
  if (unknown !== undefined) return `has the unknown member ${JSON.stringify(unknown)}`;
  const { ConsumedCapacity: capacity } = response;
  if (hasRequestId || isObject(capacity) || response["Item"] !== undefined) return undefined;
  return 'is empty and has no header "x-amzn-RequestId"';
}

function listOf(
  response: JsonObject,
  name: string,
  isMember: (value: unknown) => boolean,
): string | undefined {
  const list = response[name];
  if (!Array.isArray(list)) return `has no list "${name}"`;
  return list.every(isMember) ? undefined : `has an unknown value in the list "${name}"`;
}

function members(response: JsonObject, name: string, texts: readonly string[]): string | undefined {
  const description = response[name];
  if (!isObject(description)) return `has no object "${name}"`;
  const missing = texts.find((text) => !isText(description[text]));
  return missing === undefined ? undefined : `has no text "${name}.${missing}"`;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
