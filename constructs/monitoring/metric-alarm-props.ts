import type { AlarmSettings } from "./alarm-settings";
import type { AlarmSource } from "./alarm-source";

export interface MetricAlarmProps extends AlarmSettings {
  /** 1 to 255 characters, unique in the account and region; changing it replaces the alarm. */
  readonly name: string;
  /** What somebody reads who is woken by it. */
  readonly description: string;
  /** What it looks at: one metric, or a calculation over up to 10. */
  readonly source: AlarmSource;
  /** Whom to notify when it goes off, and when it is over: ARNs of topics, at most 5. @default nobody */
  readonly topicArns?: readonly string[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
