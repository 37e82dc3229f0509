import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { alarmKinds, type AlarmSettings, alarmSettings, type AlarmThresholds } from "./alarm-settings";
import type { AlarmSource } from "./alarm-source";
import { dimensionViolations } from "./metric-dimensions";
import { topicArnViolations } from "./topic-rules";
import type { MetricAlarmProps } from "./metric-alarm-props";

const day = 86_400;

/** Every rule that an alarm's props break. */
export function alarmViolations(props: MetricAlarmProps): Violation[] {
  return [
    ...alarmNameViolations(props.name),
    ...settingsViolations([], props),
    ...sourceViolations(props.source),
    ...topicArnViolations(["topicArns"], props.topicArns),
    ...tagViolations(props.tags),
  ];
}

/** Every rule that the settings of alarms break, by their kinds. */
export function thresholdViolations(thresholds: AlarmThresholds): Violation[] {
  return alarmKinds.flatMap((kind) => {
    const settings = alarmSettings(kind, thresholds);
    return settings ? settingsViolations([kind], settings) : [];
  });
}

export function alarmNameViolations(name: string): Violation[] {
  return violationIf(
    isKnown(name) && (name.length < 1 || name.length > 255),
    "alarm-name",
    ["name"],
    `an alarm's name must have 1 to 255 characters, got ${name.length}`,
  );
}

/**
 * Every rule that the settings of one alarm break.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function settingsViolations(path: readonly string[], settings: AlarmSettings): Violation[] {
  const { periodSeconds: period, evaluationPeriods: periods, datapointsToAlarm: datapoints } = settings;
  const longest = period >= 3_600 ? 7 * day : day;
  return [
    ...violationIf(
      isKnown(period) && !([10, 20, 30].includes(period) || (period > 0 && period % 60 === 0)),
      "alarm-period",
      [...path, "periodSeconds"],
      `must be 10, 20, 30 or a multiple of 60 seconds, got ${period}`,
    ),
    ...violationIf(
      isKnown(periods) && !isCount(periods),
      "alarm-periods",
      [...path, "evaluationPeriods"],
      `must be a whole number of at least 1, got ${periods}`,
    ),
    ...violationIf(
      isKnown(period) && isKnown(periods) && period * periods > longest,
      "alarm-window",
      [...path, "evaluationPeriods"],
      `must be at most ${Math.floor(longest / period)} periods of ${period} seconds, got ${periods}`,
    ),
    ...violationIf(
      isKnown(datapoints) && isKnown(periods) && !(isCount(datapoints) && datapoints <= periods),
      "alarm-datapoints",
      [...path, "datapointsToAlarm"],
      `must be 1 to evaluationPeriods (${periods}), got ${datapoints}`,
    ),
  ];
}

function sourceViolations(source: AlarmSource): Violation[] {
  if (source.kind === "metric") return dimensionViolations(["source", "metric"], source.metric);
  const metrics = Object.entries(source.metrics);
  return [
    ...violationIf(
      metrics.length < 1 || metrics.length > 10,
      "alarm-metrics",
      ["source", "metrics"],
      `must be 1 to 10 metrics, got ${metrics.length}`,
    ),
    ...metrics.flatMap(([id, metric]) => [
      ...violationIf(
        !/^[a-z][A-Za-z0-9_]{0,254}$/.test(id),
        "alarm-metric-id",
        ["source", "metrics", id],
        `an id must start with a lower-case letter, followed by letters, digits and _, got "${id}"`,
      ),
      ...dimensionViolations(["source", "metrics", id], metric),
    ]),
  ];
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1;
}
