import type { TableSettings } from "../table/table-settings";
import type { AlarmThresholds } from "./alarm-settings";

export interface TableAlarmsProps extends AlarmThresholds {
  /** Props of the table, also in the stack of a replica. */
  readonly table: TableSettings;
  /** Other regions of the table, to which it replicates from this region. @default none */
  readonly otherRegions?: readonly string[];
  /** ARNs of at most 5 topics to notify. @default nobody */
  readonly topicArns?: readonly string[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
