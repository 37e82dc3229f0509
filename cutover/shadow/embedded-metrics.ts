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

/** What a process that follows the old store has found. */
export interface ForeignWritesWindow extends Pick<MetricsWindow, "control" | "entity" | "at"> {
  /** Rows that another program has changed since the window before. */
  readonly foreignWrites: number;
}

/** The line of {@link embeddedMetrics} with `ForeignWrites` only. */
export function foreignWriteMetrics({ foreignWrites, ...of }: ForeignWritesWindow): string {
  return metricLine(of, { ForeignWrites: foreignWrites });
}

type MetricValues = Partial<Record<keyof typeof cutoverMetricUnits, number>>;

/** One line of CloudWatch embedded metric format, which CloudWatch Logs turns into metrics. */
export function embeddedMetrics(state: MetricsWindow): string {
  const { window, ledger } = state;
  const { old, new: tables } = window.latencyP99;
  return metricLine(state, {
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
  });
}

function metricLine(
  { control, entity, at }: Pick<MetricsWindow, "control" | "entity" | "at">,
  values: MetricValues,
): string {
  const metrics = Object.entries(cutoverMetricUnits)
    .filter(([name]) => Object.hasOwn(values, name))
    .map(([Name, Unit]) => ({ Name, Unit }));
  const Dimensions = [["Control"], ["Control", "Entity"]];
  return JSON.stringify({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [{ Namespace: cutoverNamespace, Dimensions, Metrics: metrics }],
    },
    Control: control,
    Entity: entity,
    ...values,
  });
}
