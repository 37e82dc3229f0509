import type { Metric, Statistic } from "../monitoring/metric";

/** The namespace of the metrics that the cutover library writes to the logs of an application. */
export const cutoverNamespace = "cdktf-dynamodb/cutover";

/** The names of the metrics in CloudWatch. The library has the same list; a test compares both. */
export const cutoverMetricNames = {
  redGates: "RedGates",
  ledgerAge: "LedgerAge",
  ledgerSize: "LedgerSize",
  staleProcesses: "StaleProcesses",
  foreignWrites: "ForeignWrites",
  oldCalls: "OldCalls",
  newCalls: "NewCalls",
  oldErrors: "OldErrors",
  newErrors: "NewErrors",
  oldLatency: "OldLatency",
  newLatency: "NewLatency",
  compared: "Compared",
  differences: "Differences",
  dropped: "DroppedComparisons",
} as const;

/** A metric of a cutover. */
export type CutoverMetricName = keyof typeof cutoverMetricNames;

const statistics: Partial<Record<CutoverMetricName, Statistic>> = {
  ledgerAge: "Maximum",
  ledgerSize: "Maximum",
  oldLatency: "Maximum",
  newLatency: "Maximum",
};

/** A metric of all entities of a control table, or of one entity. */
export function cutoverMetric(controlTable: string, metric: CutoverMetricName, entity?: string): Metric {
  return Object.freeze({
    namespace: cutoverNamespace,
    name: cutoverMetricNames[metric],
    dimensions: { Control: controlTable, ...(entity === undefined ? {} : { Entity: entity }) },
    statistic: statistics[metric] ?? "Sum",
  });
}
