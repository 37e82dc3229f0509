import type { EntityStatus } from "../../../../cutover/steps/status";

/** The state of cutovers, and the commands that the page suggests. */
export interface CutoverReport {
  /** The control's table or file. */
  readonly control: string;
  readonly ledger: string;
  /** ISO 8601 */
  readonly madeAt: string;
  readonly states: readonly EntityStatus[];
  /** The command line of a step: `cutover advance --entity users` with the options that say where the control is. */
  readonly commandLine: (command: readonly string[]) => string;
}
