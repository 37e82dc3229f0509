import type { Metric } from "./metric";

/** One metric. */
export interface MetricSource {
  readonly kind: "metric";
  readonly metric: Metric;
}

/** A calculation over metrics. */
export interface ExpressionSource {
  /** Discriminates an expression from a single metric. */
  readonly kind: "expression";
  /** A CloudWatch metric math expression that uses the ids of `metrics`. */
  readonly expression: string;
  /** Label in graphs. */
  readonly label: string;
  /** At most 10 metrics by id: a lower-case letter, then letters, digits and `_`. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** The metric or expression that an alarm evaluates. */
export type AlarmSource = MetricSource | ExpressionSource;

/** Sources of alarms. */
export const AlarmSource = {
  /** One metric as it is. */
  metric: (metric: Metric): MetricSource => Object.freeze({ kind: "metric", metric }),
  /**
   * The sum of metrics of which some may have no data: a plain `+` would have none either, and the alarm would
   * never go off.
   */
  sum: (label: string, metrics: readonly Metric[]): ExpressionSource => {
    const named = metrics.map((metric, position) => [`m${position}`, metric] as const);
    return expression({ expression: "SUM(METRICS())", label, metrics: Object.fromEntries(named) });
  },
  /** A calculation over up to 10 metrics. */
  expression: (source: Omit<ExpressionSource, "kind">): ExpressionSource => expression(source),
};

function expression(source: Omit<ExpressionSource, "kind">): ExpressionSource {
  return Object.freeze({ kind: "expression", ...source });
}
