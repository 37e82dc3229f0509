import type { AlarmSettings } from "./alarm-settings";
import type { AlarmSource } from "./alarm-source";

export interface MetricAlarmProps extends AlarmSettings {
  /** 1 to 255 characters, unique in the account and region; changing it replaces the alarm. */
  readonly name: string;
  /** Text of the notification. */
  readonly description: string;
  /** One metric, or an expression over up to 10 metrics. */
  readonly source: AlarmSource;
  /** ARNs of at most 5 topics to notify when the alarm goes off and when it is over. @default nobody */
  readonly topicArns?: readonly string[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
