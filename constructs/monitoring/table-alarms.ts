import { Token } from "cdktf";
import { Construct } from "constructs";
import { isKnown } from "../rules/known-value";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { expiryAttribute } from "../table/time-to-live";
import { type AlarmSettings, alarmSettings, type AlarmThresholds } from "./alarm-settings";
import { AlarmSource } from "./alarm-source";
import { type CapacityLimit, capacityLimits } from "./capacity-limits";
import { type CapacityUse, TableMetric, tableOperations } from "./metric";
import { MetricAlarm } from "./metric-alarm";

export interface TableAlarmsProps extends AlarmThresholds {
  /** The table's own props, in whichever of its regions the alarms are. */
  readonly table: DynamoTableProps;
  /** The other regions that the table is in, to each of which it replicates from here. @default none */
  readonly otherRegions?: readonly string[];
  /** Whom to tell: ARNs of topics, at most 5. @default nobody */
  readonly topicArns?: readonly string[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

const timedOperations = ["GetItem", "Query", "PutItem", "UpdateItem"] as const;

/** An alarm before it is made: its id, its name's ending and what it says. */
interface Draft {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly source: AlarmSource;
}

/**
 * The alarms of a table in one region, named after it: `Posts-read-throttles`, `Posts-ByUser-read-throttles`.
 *
 * @example
 * new TableAlarms(this, "postsAlarms", { table: posts.props, topicArns: [topic.arn], latency: { threshold: 50 } });
 */
export class TableAlarms extends Construct {
  /** Every alarm of the table, for a `CompositeAlarm` of your own. */
  readonly alarms: readonly MetricAlarm[];

  /** @throws Error that lists every rule that an alarm breaks */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TableAlarmsProps,
  ) {
    super(scope, id);
    this.alarms = [
      ...this.make("throttledRequests", [this.throttledRequests()]),
      ...this.make("readThrottles", this.throttles("Read")),
      ...this.make("writeThrottles", this.throttles("Write")),
      ...this.make("systemErrors", [this.systemErrors()]),
      ...this.make("latency", this.latency()),
      ...this.make(
        "capacity",
        capacityLimits(props.table).map((limit) => this.capacity(limit)),
      ),
      ...this.make("replicationLatency", this.replication()),
      ...this.make("ttlDeletes", this.expiry()),
    ];
  }

  private make(kind: keyof AlarmThresholds, drafts: readonly Draft[]): MetricAlarm[] {
    const settings = alarmSettings(kind, this.props);
    return settings ? drafts.map((draft) => this.alarm(draft, settings)) : [];
  }

  private alarm({ id, name, ...draft }: Draft, settings: AlarmSettings): MetricAlarm {
    const { topicArns, tags, table } = this.props;
    return new MetricAlarm(this, id, {
      ...{ name: `${table.name}-${name}`, ...draft, ...settings },
      ...{ topicArns, tags },
    });
  }

  private throttledRequests(): Draft {
    const { name } = this.props.table;
    const metrics = tableOperations.map((operation) => TableMetric.throttledRequests(name, operation));
    return {
      id: "ThrottledRequests",
      name: "throttled-requests",
      description: `Requests to ${name} are throttled.`,
      source: AlarmSource.sum("Throttled requests", metrics),
    };
  }

  private throttles(use: CapacityUse): Draft[] {
    const { name, indexes = {} } = this.props.table;
    return [undefined, ...Object.keys(indexes)].map((index) => ({
      id: withIndex(`${use}Throttles`, ".", index),
      name: inIndex(index, `${use.toLowerCase()}-throttles`),
      description: `${use}s of ${withIndex(name, "/", index)} are throttled.`,
      source: AlarmSource.metric(TableMetric.throttleEvents(use, name, index)),
    }));
  }

  private systemErrors(): Draft {
    const { name } = this.props.table;
    const metrics = tableOperations.map((operation) => TableMetric.systemErrors(name, operation));
    return {
      id: "SystemErrors",
      name: "system-errors",
      description: `DynamoDB fails on requests to ${name}.`,
      source: AlarmSource.sum("System errors", metrics),
    };
  }

  private latency(): Draft[] {
    const { name } = this.props.table;
    return timedOperations.map((operation) => ({
      id: `Latency.${operation}`,
      name: `${operation}-latency`,
      description: `${operation} takes long on ${name}.`,
      source: AlarmSource.metric(TableMetric.latency(name, operation)),
    }));
  }

  private capacity({ use, index, units }: CapacityLimit): Draft {
    const { name } = this.props.table;
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

  private replication(): Draft[] {
    const { table, otherRegions = [] } = this.props;
    return otherRegions.map((region) => ({
      id: `ReplicationLatency.${region}`,
      name: `${region}-replication-latency`,
      description: `What is written to ${table.name} here comes late to ${region}.`,
      source: AlarmSource.metric(TableMetric.replicationLatency(table.name, region)),
    }));
  }

  private expiry(): Draft[] {
    const { name, ttl } = this.props.table;
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
}

function withIndex(name: string, separator: string, index: string | undefined): string {
  return index === undefined ? name : `${name}${separator}${index}`;
}

function inIndex(index: string | undefined, ending: string): string {
  return index === undefined ? ending : `${index}-${ending}`;
}
