import { Token } from "cdktf";
import { isKnown } from "../rules/known-value";
import { expiryAttribute } from "../table/time-to-live";
import { type AlarmSettings, alarmSettings, type AlarmThresholds } from "./alarm-settings";
import { AlarmSource } from "./alarm-source";
import { type CapacityLimit, capacityLimits } from "./capacity-limits";
import { type CapacityUse, TableMetric, tableOperations } from "./metric";
import type { TableAlarmsProps } from "./table-alarms-props";

const timedOperations = ["GetItem", "Query", "PutItem", "UpdateItem"] as const;

/** The settings of an alarm to create: its id, the suffix of its name and its description. */
interface Draft {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly source: AlarmSource;
}

/** The settings of a table's alarm to create, with the id of its construct. */
export interface AlarmDraft extends Draft, AlarmSettings {}

/** The alarms of a table in one region. */
export function tableAlarmDrafts(props: TableAlarmsProps): AlarmDraft[] {
  const limits = capacityLimits(props.table);
  return [
    ...drafts("throttledRequests", props, [throttledRequests(props)]),
    ...drafts("readThrottles", props, throttles(props, "Read")),
    ...drafts("writeThrottles", props, throttles(props, "Write")),
    ...drafts("systemErrors", props, [systemErrors(props)]),
    ...drafts("latency", props, latency(props)),
    ...drafts(
      "capacity",
      props,
      limits.map((limit) => capacity(props, limit)),
    ),
    ...drafts("replicationLatency", props, replication(props)),
    ...drafts("ttlDeletes", props, expiry(props)),
  ];
}

function drafts(kind: keyof AlarmThresholds, props: TableAlarmsProps, some: readonly Draft[]): AlarmDraft[] {
  const settings = alarmSettings(kind, props);
  if (!settings) return [];
  return some.map(({ name, ...draft }) => ({ ...draft, ...settings, name: `${props.table.name}-${name}` }));
}

function throttledRequests({ table: { name } }: TableAlarmsProps): Draft {
  const metrics = tableOperations.map((operation) => TableMetric.throttledRequests(name, operation));
  return {
    id: "ThrottledRequests",
    name: "throttled-requests",
    description: `Requests to ${name} are throttled.`,
    source: AlarmSource.sum("Throttled requests", metrics),
  };
}

function throttles({ table }: TableAlarmsProps, use: CapacityUse): Draft[] {
  const { name, indexes = {} } = table;
  return [undefined, ...Object.keys(indexes)].map((index) => ({
    id: withIndex(`${use}Throttles`, ".", index),
    name: inIndex(index, `${use.toLowerCase()}-throttles`),
    description: `${use}s of ${withIndex(name, "/", index)} are throttled.`,
    source: AlarmSource.metric(TableMetric.throttleEvents(use, name, index)),
  }));
}

function systemErrors({ table: { name } }: TableAlarmsProps): Draft {
  const metrics = tableOperations.map((operation) => TableMetric.systemErrors(name, operation));
  return {
    id: "SystemErrors",
    name: "system-errors",
    description: `DynamoDB fails on requests to ${name}.`,
    source: AlarmSource.sum("System errors", metrics),
  };
}

function latency({ table: { name } }: TableAlarmsProps): Draft[] {
  return timedOperations.map((operation) => ({
    id: `Latency.${operation}`,
    name: `${operation}-latency`,
    description: `${operation} takes long on ${name}.`,
    source: AlarmSource.metric(TableMetric.latency(name, operation)),
  }));
}

function capacity({ table: { name } }: TableAlarmsProps, { use, index, units }: CapacityLimit): Draft {
  const limit = isKnown(units) ? String(units) : Token.asString(units);
  return {
    id: withIndex(`${use}Capacity`, ".", index),
    name: inIndex(index, `${use.toLowerCase()}-capacity`),
    description: `${withIndex(name, "/", index)} uses most of the ${use.toLowerCase()} capacity that it can have.`,
    source: AlarmSource.expression({
      expression: `100 * used / PERIOD(used) / ${limit}`,
      label: "Percent of the capacity in use",
      metrics: { used: TableMetric.consumed(use, name, index) },
    }),
  };
}

function replication({ table, otherRegions = [] }: TableAlarmsProps): Draft[] {
  return otherRegions.map((region) => ({
    id: `ReplicationLatency.${region}`,
    name: `${region}-replication-latency`,
    description: `What is written to ${table.name} here comes late to ${region}.`,
    source: AlarmSource.metric(TableMetric.replicationLatency(table.name, region)),
  }));
}

function expiry({ table: { name, ttl } }: TableAlarmsProps): Draft[] {
  if (expiryAttribute(ttl) === undefined) return [];
  return [
    {
      id: "TtlDeletes",
      name: "ttl-deletes",
      description: `Many items of ${name} expire.`,
      source: AlarmSource.metric(TableMetric.ttlDeletes(name)),
    },
  ];
}

function withIndex(name: string, separator: string, index: string | undefined): string {
  return index === undefined ? name : `${name}${separator}${index}`;
}

function inIndex(index: string | undefined, ending: string): string {
  return index === undefined ? ending : `${index}-${ending}`;
}
