import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { noteName, usedNameViolations } from "../rules/unique-names";
import type { ExpressionSource } from "./alarm-source";
import type { Metric } from "./metric";
import type { MetricAlarmProps } from "./metric-alarm-props";
import { alarmViolations } from "./alarm-rules";

/**
 * An alarm that goes off above a threshold. Missing data is not breaching: DynamoDB counts
 * errors only when there are some.
 *
 * @example
 * new MetricAlarm(this, "throttles", {
 *   name: "posts-write-throttles",
 *   description: "Writes to posts are throttled.",
 *   source: AlarmSource.metric(TableMetric.throttleEvents("Write", "posts")),
 *   ...{ threshold: 10, periodSeconds: 300, evaluationPeriods: 2 },
 * });
 */
export class MetricAlarm extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: CloudwatchMetricAlarm;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: MetricAlarmProps) {
    const usedNames = usedNameViolations(scope, "alarm", props.name);
    refuse("MetricAlarm", scope, id, [...alarmViolations(props), ...usedNames]);
    super(scope, id);
    noteName(this, "alarm", props.name);
    const { topicArns = [], tags } = props;
    this.resource = new CloudwatchMetricAlarm(this, "Resource", {
      alarmName: props.name,
      alarmDescription: props.description,
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.threshold,
      evaluationPeriods: props.evaluationPeriods,
      datapointsToAlarm: props.datapointsToAlarm,
      treatMissingData: "notBreaching",
      ...(topicArns.length > 0 ? { alarmActions: [...topicArns], okActions: [...topicArns] } : {}),
      ...source(props),
      tags: tags && { ...tags },
    });
  }

  /** A reference through this attribute makes Terraform create the alarm first. */
  get alarmName(): string {
    return this.resource.alarmName;
  }

  /** ARN of the alarm, for dashboards. */
  get arn(): string {
    return this.resource.arn;
  }
}

function source({ source, periodSeconds }: MetricAlarmProps): Partial<CloudwatchMetricAlarmConfig> {
  return source.kind === "metric"
    ? { ...ofMetric(source.metric), statistic: source.metric.statistic, period: periodSeconds }
    : { metricQuery: [result(source), ...queries(source, periodSeconds)] };
}

function ofMetric({ namespace, name, dimensions }: Metric) {
  return { namespace, metricName: name, dimensions: { ...dimensions } };
}

function result({ expression, label }: ExpressionSource): CloudwatchMetricAlarmMetricQuery {
  return { id: "result", expression, label, returnData: true };
}

function queries({ metrics }: ExpressionSource, period: number): CloudwatchMetricAlarmMetricQuery[] {
  return Object.entries(metrics).map(([id, metric]) => ({
    id,
    metric: { ...ofMetric(metric), stat: metric.statistic, period },
  }));
}
