import { Construct } from "constructs";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import type { AlarmThresholds } from "./alarm-settings";
import { MetricAlarm } from "./metric-alarm";
import { tableAlarmDrafts } from "./table-alarm-drafts";

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
    const { topicArns, tags } = props;
    this.alarms = tableAlarmDrafts(props).map(
      ({ id: alarmId, ...draft }) => new MetricAlarm(this, alarmId, { ...draft, topicArns, tags }),
    );
  }
}
