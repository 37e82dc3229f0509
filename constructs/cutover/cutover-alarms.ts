import { settingsViolations } from "../monitoring/alarm-rules";
import type { AlarmSettings } from "../monitoring/alarm-settings";
import { AlarmSource } from "../monitoring/alarm-source";
import type { MetricAlarmProps } from "../monitoring/metric-alarm-props";
import type { Violation } from "../rules/violation";
import { cutoverMetric, type CutoverMetricName } from "./cutover-metric";

/** The alarms of a cutover. `false` omits an alarm; an alarm that is not listed has its default. */
export interface CutoverAlarmThresholds {
  /** A gate has lowered the read percentage of an entity. @default 0 in 60 seconds, once */
  readonly redGate?: Partial<AlarmSettings> | false;
  /**
   * Age in seconds of the oldest entry of the ledger, which is a record that may differ between the two stores.
   *
   * @default 300 in each of 3 periods of 60 seconds
   */
  readonly ledgerAge?: Partial<AlarmSettings> | false;
  /** A process cannot read the control table, and refuses calls. @default 0 in 60 seconds, once */
  readonly staleProcess?: Partial<AlarmSettings> | false;
  /**
   * After the flip, the old store was changed by a program that does not take part. In follow mode,
   * `dynamodb-migrate follow --metrics` publishes it. @default 0 in 60 seconds, once
   */
  readonly foreignWriter?: Partial<AlarmSettings> | false;
}

/** A kind of alarm. */
export type CutoverAlarm = keyof CutoverAlarmThresholds;

const once: AlarmSettings = { threshold: 0, periodSeconds: 60, evaluationPeriods: 1 };

interface Kind {
  readonly kind: CutoverAlarm;
  /** Of the construct. */
  readonly id: string;
  readonly metric: CutoverMetricName;
  readonly name: string;
  readonly description: string;
  readonly settings: AlarmSettings;
}

const kinds: readonly Kind[] = [
  {
    ...{ kind: "redGate", id: "RedGate", metric: "redGates", name: "red-gate", settings: once },
    description:
      "A gate has lowered the read percentage of an entity. Run `dynamodb-migrate cutover history`.",
  },
  {
    ...{ kind: "ledgerAge", id: "LedgerAge", metric: "ledgerAge", name: "ledger-age" },
    settings: { threshold: 300, periodSeconds: 60, evaluationPeriods: 3 },
    description:
      "A record has differed between the two stores for minutes. Run `dynamodb-migrate cutover repair`.",
  },
  {
    ...{ kind: "staleProcess", id: "StaleProcess", metric: "staleProcesses", name: "stale-process" },
    settings: once,
    description: "A process cannot read the control table and refuses calls. Check its network and its role.",
  },
  {
    ...{ kind: "foreignWriter", id: "ForeignWriter", metric: "foreignWrites", name: "foreign-writer" },
    settings: once,
    description: "A program without the cutover library has changed the old store after the flip.",
  },
];

/** An alarm to create, with the id of its construct. */
export interface CutoverAlarmDraft extends MetricAlarmProps {
  readonly id: string;
}

/** The alarms of a control table, named after it: `forum-cutover-red-gate`. */
export function cutoverAlarmDrafts(
  name: string,
  controlTable: string,
  thresholds: CutoverAlarmThresholds,
): CutoverAlarmDraft[] {
  return kinds.flatMap(({ kind, metric, settings, name: suffix, ...alarm }) => {
    const said = thresholds[kind];
    if (said === false) return [];
    const source = AlarmSource.metric(cutoverMetric(controlTable, metric));
    return [
      {
        ...settings,
        ...said,
        id: alarm.id,
        description: alarm.description,
        name: `${name}-${suffix}`,
        source,
      },
    ];
  });
}

/** Every rule that the settings of the alarms break, by their kinds. */
export function cutoverThresholdViolations(thresholds: CutoverAlarmThresholds): Violation[] {
  return kinds.flatMap(({ kind, settings }) => {
    const said = thresholds[kind];
    return said === false || said === undefined ? [] : settingsViolations([kind], { ...settings, ...said });
  });
}
