import { Construct } from "constructs";
import { AlarmSource, type ExpressionSource } from "../monitoring/alarm-source";
import { type Metric, type MetricOptions, TableMetric, tableOperations } from "../monitoring/metric";

/**
 * A table or replica with CloudWatch metrics. Alarms and dashboards take what the methods return:
 * `AlarmSource.metric(table.metricReadThrottleEvents())`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export abstract class MeasuredTable extends Construct {
  /** The name in AWS. */
  abstract get tableName(): string;

  /** A metric by its name in CloudWatch, such as `AccountMaxReads`, with the dimension `TableName`. */
  metric(name: string, options: MetricOptions = {}): Metric {
    return TableMetric.named(this.tableName, name, options);
  }

  /** Read units consumed, of the table or of one global index. Statistic: Sum. */
  metricConsumedReadCapacityUnits(index?: string): Metric {
    return TableMetric.consumed("Read", this.tableName, index);
  }

  /** Write units consumed, of the table or of one global index. Statistic: Sum. */
  metricConsumedWriteCapacityUnits(index?: string): Metric {
    return TableMetric.consumed("Write", this.tableName, index);
  }

  /** Read units provisioned per second, of the table or of one global index. Statistic: Average. */
  metricProvisionedReadCapacityUnits(index?: string): Metric {
    return TableMetric.provisioned("Read", this.tableName, index);
  }

  /** Write units provisioned per second, of the table or of one global index. Statistic: Average. */
  metricProvisionedWriteCapacityUnits(index?: string): Metric {
    return TableMetric.provisioned("Write", this.tableName, index);
  }

  /** Throttled reads, of the table or of one global index. Statistic: Sum. */
  metricReadThrottleEvents(index?: string): Metric {
    return TableMetric.throttleEvents("Read", this.tableName, index);
  }

  /** Throttled writes, of the table or of one global index. Statistic: Sum. */
  metricWriteThrottleEvents(index?: string): Metric {
    return TableMetric.throttleEvents("Write", this.tableName, index);
  }

  /** Requests of one operation, such as `GetItem`, with at least one throttled event. Statistic: Sum. */
  metricThrottledRequests(operation: string): Metric {
    return TableMetric.throttledRequests(this.tableName, operation);
  }

  /** The sum of throttled requests over operations, at most 10. @param operations by default every operation on items */
  metricThrottledRequestsForOperations(operations: readonly string[] = tableOperations): ExpressionSource {
    const metrics = operations.map((operation) => this.metricThrottledRequests(operation));
    return AlarmSource.sum("Throttled requests", metrics);
  }

  /** Requests of one operation that failed with HTTP status 500. Statistic: Sum. */
  metricSystemErrors(operation: string): Metric {
    return TableMetric.systemErrors(this.tableName, operation);
  }

  /** The sum of system errors over operations, at most 10. @param operations by default every operation on items */
  metricSystemErrorsForOperations(operations: readonly string[] = tableOperations): ExpressionSource {
    const metrics = operations.map((operation) => this.metricSystemErrors(operation));
    return AlarmSource.sum("System errors", metrics);
  }

  /** Requests that failed with HTTP status 400, of the whole account: DynamoDB does not count them per table. Statistic: Sum. */
  metricUserErrors(): Metric {
    return TableMetric.userErrors();
  }

  /** Milliseconds from request to response of one operation. Statistic: Average. */
  metricSuccessfulRequestLatency(operation: string): Metric {
    return TableMetric.latency(this.tableName, operation);
  }

  /** Conditional writes whose condition did not hold. Statistic: Sum. */
  metricConditionalCheckFailedRequests(): Metric {
    return this.metric("ConditionalCheckFailedRequests");
  }

  /** Item requests rejected because of a concurrent transaction. Statistic: Sum. */
  metricTransactionConflict(): Metric {
    return this.metric("TransactionConflict");
  }

  /** Items that expired. Statistic: Sum. */
  metricTimeToLiveDeletedItemCount(): Metric {
    return TableMetric.ttlDeletes(this.tableName);
  }

  /** Items that Query or Scan returned. Statistic: Sum. */
  metricReturnedItemCount(operation: "Query" | "Scan"): Metric {
    return TableMetric.returnedItems(this.tableName, operation);
  }

  /** Milliseconds until a write in this region is replicated to another one. Statistic: Average. */
  metricReplicationLatency(receivingRegion: string): Metric {
    return TableMetric.replicationLatency(this.tableName, receivingRegion);
  }
}
