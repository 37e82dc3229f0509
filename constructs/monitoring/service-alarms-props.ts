import type { TableSettings } from "../table/table-settings";
import type { AlarmThresholds } from "./alarm-settings";

export interface ServiceAlarmsProps extends AlarmThresholds {
  /** Name of the composite alarm of all tables; the alarm for user errors is `<name>-user-errors`. */
  readonly name: string;
  /** Props of the service's tables, by id. The ids are used as construct ids. */
  readonly tables: Readonly<Record<string, TableSettings>>;
  /** Other regions of the tables, to which they replicate from this region. @default none */
  readonly otherRegions?: readonly string[];
  /** ARNs of at most 5 topics to notify. @default nobody */
  readonly topicArns?: readonly string[];
  /**
   * Whether each table's alarm notifies the topics, or only the composite alarm of all tables. The composite alarm
   * sends no notification for a second problem while the first one lasts. @default "each"
   */
  readonly told?: "each" | "once";
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
