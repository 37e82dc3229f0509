import type { DashboardGraph } from "../monitoring/service-dashboard";
import { cutoverMetric, type CutoverMetricName } from "./cutover-metric";

const graphs: readonly { readonly title: string; readonly metrics: readonly CutoverMetricName[] }[] = [
  { title: "calls of each store", metrics: ["oldCalls", "newCalls"] },
  { title: "errors of each store", metrics: ["oldErrors", "newErrors"] },
  { title: "latency of each store, 99th percentile (ms)", metrics: ["oldLatency", "newLatency"] },
  { title: "comparisons", metrics: ["compared", "differences", "dropped"] },
  { title: "ledger, entries and age (s)", metrics: ["ledgerSize", "ledgerAge"] },
  {
    title: "red gates, stale processes, foreign writes",
    metrics: ["redGates", "staleProcesses", "foreignWrites"],
  },
];

/** The graphs of a control table for a dashboard, of all entities together or of one. */
export function cutoverGraphs(name: string, controlTable: string, entity?: string): DashboardGraph[] {
  const subject = entity === undefined ? name : `${name}, ${entity}`;
  return graphs.map(({ title, metrics }) => ({
    title: `${subject}: ${title}`,
    metrics: metrics.map((metric) => cutoverMetric(controlTable, metric, entity)),
  }));
}
