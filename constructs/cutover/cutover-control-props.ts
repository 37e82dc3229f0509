import type { Encryption } from "../table/encryption";
import type { CutoverAlarmThresholds } from "./cutover-alarms";

/** The props of a {@link CutoverControl}. */
export interface CutoverControlProps {
  /**
   * Prefix of the names of the two tables, `<name>-control` and `<name>-ledger`, and of the alarms: 1 to 240 characters
   * of A-Z, a-z, 0-9, `_`, `.` and `-`. Changing it replaces the tables.
   */
  readonly name: string;
  /** The region of the tables, which must be the region of their provider, and in which all processes write. */
  readonly region: string;
  /** Thresholds of the alarms; `false` creates none. @default red gate, ledger age, stale process and foreign writer */
  readonly alarms?: CutoverAlarmThresholds | false;
  /** ARNs of at most 5 topics that the alarms notify. @default nobody */
  readonly topicArns?: readonly string[];
  /** How far back the tables can be restored, 1 to 35 days; `false` turns it off. @default 35 */
  readonly pointInTimeRecovery?: number | false;
  /** @default Encryption.awsOwned() */
  readonly encryption?: Encryption;
  /**
   * Whether AWS refuses to delete the tables, and Terraform refuses any plan that would. Turn it off to remove the
   * construct after the cutover. @default true
   */
  readonly deletionProtection?: boolean;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
