import type { TableSettings } from "../table/table-settings";
import type { AlarmThresholds } from "./alarm-settings";

export interface ServiceAlarmsProps extends AlarmThresholds {
  /** What the service's own alarms are called by: `<name>` and `<name>-user-errors`. */
  readonly name: string;
  /** The props of the service's tables, by the ids that the alarms' constructs have. */
  readonly tables: Readonly<Record<string, TableSettings>>;
  /** The other regions that the tables are in, to each of which they replicate from here. @default none */
  readonly otherRegions?: readonly string[];
  /** Whom to notify: ARNs of topics, at most 5. @default nobody */
  readonly topicArns?: readonly string[];
  /**
   * Whether every alarm tells them, or only the one over all of them, which says nothing of a second trouble
   * while there is a first. @default "each"
   */
  readonly told?: "each" | "once";
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
