import type { TableSettings } from "../table/table-settings";
import type { AlarmThresholds } from "./alarm-settings";

export interface TableAlarmsProps extends AlarmThresholds {
  /** The table's own props, in whichever of its regions the alarms are. */
  readonly table: TableSettings;
  /** The other regions that the table is in, to each of which it replicates from here. @default none */
  readonly otherRegions?: readonly string[];
  /** Whom to notify: ARNs of topics, at most 5. @default nobody */
  readonly topicArns?: readonly string[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
