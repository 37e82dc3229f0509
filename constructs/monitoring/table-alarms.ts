import { Construct } from "constructs";
import { holdTableLocation } from "../table/table-location";
import { MetricAlarm } from "./metric-alarm";
import { tableAlarmDrafts } from "./table-alarm-drafts";
import type { TableAlarmsProps } from "./table-alarms-props";

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
  constructor(scope: Construct, id: string, props: TableAlarmsProps) {
    super(scope, id);
    const { table, topicArns, tags } = props;
    holdTableLocation(this, { use: "alarms", table: table.name, location: table.reference });
    this.alarms = tableAlarmDrafts(props).map(
      ({ id: alarmId, ...draft }) => new MetricAlarm(this, alarmId, { ...draft, topicArns, tags }),
    );
  }
}
