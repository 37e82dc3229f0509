import type { TableSettings } from "../table/table-settings";
import { type Metric, TableMetric, tableOperations } from "./metric";

/** A graph of a dashboard, as CloudWatch has it in a dashboard's body. */
export interface Widget {
  readonly type: "metric" | "text" | "alarm";
  readonly x: number;
  readonly y: number;
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The graphs of a table: what it is called, then three rows of two. */
export function tableWidgets(
  table: TableSettings,
  region: string,
  otherRegions: readonly string[],
  top: number,
): Widget[] {
  const { name } = table;
  const graphs = [
    graph(`${name}: read capacity`, region, capacity("Read", table)),
    graph(`${name}: write capacity`, region, capacity("Write", table)),
    graph(`${name}: throttles`, region, throttles(table)),
    graph(
      `${name}: latency (ms)`,
      region,
      tableOperations.map((one) => TableMetric.latency(name, one)),
    ),
    graph(
      `${name}: failures of DynamoDB`,
      region,
      tableOperations.map((one) => TableMetric.systemErrors(name, one)),
    ),
    graph(`${name}: items read and expired`, region, items(name)),
    ...(otherRegions.length === 0
      ? []
      : [
          graph(
            `${name}: replication latency (ms)`,
            region,
            otherRegions.map((one) => TableMetric.replicationLatency(name, one)),
          ),
        ]),
  ];
  return graphs.map((properties, position) => ({
    ...{ type: "metric", width: 12, height: 6, properties },
    ...{ x: (position % 2) * 12, y: top + Math.floor(position / 2) * 6 },
  }));
}

/** A graph, without its position. */
export function graph(title: string, region: string, metrics: readonly Metric[]): Widget["properties"] {
  return { title, region, view: "timeSeries", period: 300, metrics: metrics.map(row) };
}

/** `["AWS/DynamoDB", "ReadThrottleEvents", "TableName", "Posts", { stat: "Sum" }]` */
function row({ namespace, name, dimensions, statistic }: Metric): unknown[] {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat: statistic }];
}

function capacity(use: "Read" | "Write", { name, indexes = {}, billing }: TableSettings): Metric[] {
  const provisioned = billing?.mode === "provisioned" ? [TableMetric.provisioned(use, name)] : [];
  const ofIndexes = Object.keys(indexes).map((index) => TableMetric.consumed(use, name, index));
  return [TableMetric.consumed(use, name), ...provisioned, ...ofIndexes];
}

function throttles({ name, indexes = {} }: TableSettings): Metric[] {
  return (["Read", "Write"] as const).flatMap((use) => [
    TableMetric.throttleEvents(use, name),
    ...Object.keys(indexes).map((index) => TableMetric.throttleEvents(use, name, index)),
  ]);
}

function items(name: string): Metric[] {
  return [
    TableMetric.returnedItems(name, "Query"),
    TableMetric.returnedItems(name, "Scan"),
    TableMetric.ttlDeletes(name),
  ];
}
