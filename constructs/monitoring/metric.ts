/** The statistic that aggregates a metric's values of one period. */
export type Statistic = "Sum" | "Average" | "Maximum" | "Minimum" | "SampleCount";

/** A metric of CloudWatch. */
export interface Metric {
  /** Usually `AWS/DynamoDB`. */
  readonly namespace: string;
  /** Such as `ReadThrottleEvents`. */
  readonly name: string;
  /** Dimensions of the metric. A metric has data only under the dimensions that AWS publishes. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Statistic of a period. */
  readonly statistic: Statistic;
}

/** Options of a metric that is given by its name. */
export interface MetricOptions {
  /** Statistic that aggregates the values of one period. @default "Sum" */
  readonly statistic?: Statistic;
  /** Dimensions besides `TableName`, such as `{ Operation: "GetItem" }`. @default none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

const namespace = "AWS/DynamoDB";

/** The operations that DynamoDB counts by. */
export const tableOperations = [
  ...["GetItem", "BatchGetItem", "Query", "Scan"],
  ...["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"],
] as const;

/** The kind of capacity, as in the metrics' names. */
export type CapacityUse = "Read" | "Write";

/**
 * DynamoDB's metrics, each under the dimensions that it has data under.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const TableMetric = {
  /** A metric of a table by its name in CloudWatch. */
  named: (tableName: string, name: string, { statistic = "Sum", dimensions }: MetricOptions = {}): Metric =>
    metric(name, statistic, { TableName: tableName, ...dimensions }),
  /** Requests refused for want of capacity, of the table or of one of its global indexes. */
  throttleEvents: (use: CapacityUse, tableName: string, index?: string): Metric =>
    metric(`${use}ThrottleEvents`, "Sum", ofTable(tableName, index)),
  /** Units used, of the table or of one of its global indexes. */
  consumed: (use: CapacityUse, tableName: string, index?: string): Metric =>
    metric(`Consumed${use}CapacityUnits`, "Sum", ofTable(tableName, index)),
  /** Units reserved a second, of the table or of one of its global indexes. */
  provisioned: (use: CapacityUse, tableName: string, index?: string): Metric =>
    metric(`Provisioned${use}CapacityUnits`, "Average", ofTable(tableName, index)),
  /** Requests with at least one throttled event. */
  throttledRequests: (tableName: string, operation: string): Metric =>
    metric("ThrottledRequests", "Sum", { TableName: tableName, Operation: operation }),
  /** Requests with the response HTTP 500. */
  systemErrors: (tableName: string, operation: string): Metric =>
    metric("SystemErrors", "Sum", { TableName: tableName, Operation: operation }),
  /** Requests with the response HTTP 400, of the whole account in a region. The metric has no table dimension. */
  userErrors: (): Metric => metric("UserErrors", "Sum", {}),
  /** Milliseconds that DynamoDB took. */
  latency: (tableName: string, operation: string): Metric =>
    metric("SuccessfulRequestLatency", "Average", { TableName: tableName, Operation: operation }),
  /** Milliseconds until a write is replicated to the other region; a metric of the region of the write. */
  replicationLatency: (tableName: string, receivingRegion: string): Metric =>
    metric("ReplicationLatency", "Average", { TableName: tableName, ReceivingRegion: receivingRegion }),
  /** Items deleted because their time was over. */
  ttlDeletes: (tableName: string): Metric =>
    metric("TimeToLiveDeletedItemCount", "Sum", { TableName: tableName }),
  /** Items that a query or scan brought back. */
  returnedItems: (tableName: string, operation: "Query" | "Scan"): Metric =>
    metric("ReturnedItemCount", "Sum", { TableName: tableName, Operation: operation }),
};

function metric(name: string, statistic: Statistic, dimensions: Metric["dimensions"]): Metric {
  return Object.freeze({ namespace, name, statistic, dimensions });
}

function ofTable(tableName: string, index: string | undefined): Metric["dimensions"] {
  return { TableName: tableName, ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }) };
}
