import type { WindowCounts } from "../counters/entity-counters";

/** CloudWatch namespace of the cutover's metrics. */
export const cutoverNamespace = "cdktf-dynamodb/cutover";

/** Names and units of the cutover's metrics, with the dimension `Control`, and with `Control` and `Entity`. */
export const cutoverMetricUnits = {
  RedGates: "Count",
  LedgerAge: "Seconds",
  LedgerSize: "Count",
  StaleProcesses: "Count",
  ForeignWrites: "Count",
  OldCalls: "Count",
  NewCalls: "Count",
  OldErrors: "Count",
  NewErrors: "Count",
  OldLatency: "Milliseconds",
  NewLatency: "Milliseconds",
  Compared: "Count",
  Differences: "Count",
  DroppedComparisons: "Count",
} as const;

/** A window and the present state of an entity. */
export interface MetricsWindow {
  /** Name of the control table. */
  readonly control: string;
  readonly entity: string;
  readonly at: Date;
  readonly window: WindowCounts;
  /** Entries of this process, and the age of the oldest in seconds. */
  readonly ledger: { readonly size: number; readonly age: number };
  readonly isRed: boolean;
  readonly isStale: boolean;
}

/** One line of CloudWatch embedded metric format, which CloudWatch Logs turns into metrics. */
export function embeddedMetrics(state: MetricsWindow): string {
  const { window, ledger } = state;
  const { old, new: tables } = window.latencyP99;
  const values: Partial<Record<keyof typeof cutoverMetricUnits, number>> = {
    RedGates: state.isRed ? 1 : 0,
    LedgerAge: Number(ledger.age.toFixed(1)),
    LedgerSize: ledger.size,
    StaleProcesses: state.isStale ? 1 : 0,
    OldCalls: window.old.calls,
    NewCalls: window.new.calls,
    OldErrors: window.old.errors,
    NewErrors: window.new.errors,
    ...(old !== undefined && { OldLatency: old }),
    ...(tables !== undefined && { NewLatency: tables }),
    Compared: window.compared,
    Differences: window.differences,
    DroppedComparisons: window.dropped,
  };
  const metrics = Object.entries(cutoverMetricUnits)
    .filter(([name]) => Object.hasOwn(values, name))
    .map(([Name, Unit]) => ({ Name, Unit }));
  const Dimensions = [["Control"], ["Control", "Entity"]];
  return JSON.stringify({
    _aws: {
      Timestamp: state.at.getTime(),
      CloudWatchMetrics: [{ Namespace: cutoverNamespace, Dimensions, Metrics: metrics }],
    },
    Control: state.control,
    Entity: state.entity,
    ...values,
  });
}
