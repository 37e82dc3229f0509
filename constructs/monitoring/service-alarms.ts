import { Construct } from "constructs";
import { constructId } from "../rules/construct-id";
import { refuse } from "../rules/refuse";
import type { TableSettings } from "../table/table-settings";
import { alarmSettings, thresholdsOf } from "./alarm-settings";
import { AlarmSource } from "./alarm-source";
import { CompositeAlarm } from "./composite-alarm";
import { TableMetric } from "./metric";
import { MetricAlarm } from "./metric-alarm";
import { TableAlarms } from "./table-alarms";
import { topicArnViolations } from "./topic-rules";
import type { ServiceAlarmsProps } from "./service-alarms-props";
import { thresholdViolations } from "./alarm-rules";
import { serviceAlarmNameViolations } from "./service-alarm-names";

/**
 * The alarms of a service's tables in one region, and one over all of them that is on as long as any of them
 * is. Over each table there is one, too, as an alarm goes over 100 others at most.
 *
 * @example
 * new ServiceAlarms(this, "alarms", { name: "forum-prod", tables: { posts: posts.props }, topicArns: [topic.arn] });
 */
export class ServiceAlarms extends Construct {
  /** Of the whole service in this region; null if the service has no alarms. */
  readonly composite: CompositeAlarm | null;
  /** By the tables' ids. */
  readonly tables: Readonly<Record<string, TableAlarms>>;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceAlarmsProps,
  ) {
    refuse("ServiceAlarms", scope, id, [
      ...thresholdViolations(props),
      ...serviceAlarmNameViolations(props),
      ...topicArnViolations(["topicArns"], props.topicArns),
    ]);
    super(scope, id);
    this.tables = Object.fromEntries(
      Object.entries(props.tables).map(([tableId, table]) => [tableId, this.makeTable(tableId, table)]),
    );
    const overTables = Object.entries(this.tables)
      .filter(([, { alarms }]) => alarms.length > 0)
      .map(([tableId, { alarms }]) => this.overTable(tableId, alarms));
    this.composite = this.overService([...overTables, ...this.userErrors()]);
  }

  private get toldOfEach(): readonly string[] | undefined {
    return this.props.told === "once" ? undefined : this.props.topicArns;
  }

  private makeTable(id: string, table: TableSettings): TableAlarms {
    const { otherRegions, tags } = this.props;
    const thresholds = thresholdsOf(this.props);
    return new TableAlarms(this, constructId(id, ["Service", "UserErrors"]), {
      table,
      otherRegions,
      topicArns: this.toldOfEach,
      tags,
      ...thresholds,
    });
  }

  private overService(alarms: readonly (CompositeAlarm | MetricAlarm)[]): CompositeAlarm | null {
    const { name, told, topicArns, tags } = this.props;
    if (alarms.length === 0) return null;
    return new CompositeAlarm(this, "Service", {
      name,
      description: `Something is wrong with the tables of ${name}.`,
      alarms,
      topicArns: told === "once" ? topicArns : undefined,
      tags,
    });
  }

  private overTable(id: string, alarms: readonly MetricAlarm[]): CompositeAlarm {
    const name = new Map(Object.entries(this.props.tables)).get(id)?.name ?? id;
    return new CompositeAlarm(this, `Table.${id}`, {
      name,
      description: `Something is wrong with ${name}.`,
      alarms,
      tags: this.props.tags,
    });
  }

  private userErrors(): MetricAlarm[] {
    const settings = alarmSettings("userErrors", this.props);
    if (!settings) return [];
    const alarm = new MetricAlarm(this, "UserErrors", {
      name: `${this.props.name}-user-errors`,
      description: "DynamoDB refuses requests of this account as wrong; it does not say to which table.",
      source: AlarmSource.metric(TableMetric.userErrors()),
      ...settings,
      topicArns: this.toldOfEach,
      tags: this.props.tags,
    });
    return [alarm];
  }
}
