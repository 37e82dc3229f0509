import type { Clock } from "./clock";
import type { Control } from "./control/control";
import type { OnEvent } from "./cutover-event";
import type { ReadOverride } from "./read-override";
import type { Ledger } from "./ledger/ledger";
import type { NewStore, OldStore, RecordMapping } from "./stores/store";

/** An entity: its two stores, and the migration's mapping between them. */
export interface EntitySettings {
  readonly old: OldStore;
  readonly new: NewStore;
  readonly mapping: RecordMapping;
  /**
   * Whether an error of a store's write proves that the write was not carried out and never will be: a constraint
   * that failed, a request that was refused. After any other error the record counts as changed, and is converged
   * again when the request can no longer arrive.
   *
   * @default responses of DynamoDB with status 400, SQLSTATEs other than lost connections, `SQLITE_…` codes
   */
  readonly isRefusal?: (error: unknown) => boolean;
}

/** Settings of shadow comparison. */
export interface ShadowSettings {
  /** Comparisons that wait. Further ones are dropped and counted. @default 100 */
  readonly queueSize?: number;
  /** Milliseconds for the reads of one comparison. @default 2000 */
  readonly timeoutMilliseconds?: number;
  /** Put the values that differ into events, not only the attributes' names. @default false */
  readonly showValues?: boolean;
}

/** Settings of `cutover`. */
export interface CutoverSettings {
  readonly control: Control;
  readonly ledger: Ledger;
  /** By name, as `dynamodb-migrate cutover --entity` names them. */
  readonly entities: Readonly<Record<string, EntitySettings>>;
  /** How often the control is read, in milliseconds, give or take a tenth. @default 5000 */
  readonly pollMilliseconds?: number;
  /**
   * How long the process may act by what it last read of the control, in milliseconds. The same for all processes and
   * for the command line.
   *
   * @default 30000
   */
  readonly leaseMilliseconds?: number;
  /**
   * What to do if the control cannot be read at start, or does not have the entity. `old`: start in the phase `old`, and
   * write the old store until the control can be read. Use it only until the first flip, since a process that starts this
   * way after the flip writes to the wrong store. Absent: `cutover` throws.
   */
  readonly startWithout?: "old";
  /**
   * What a read does if the control could not be read for a whole lease. `serve`: read by the last known phase.
   *
   * @default "refuse" (StaleControlError)
   */
  readonly staleReads?: "refuse" | "serve";
  /** Read a key from the authority for a minute after this process wrote it. @default false */
  readonly readYourWrites?: boolean;
  /** How long a write waits while a flip freezes writes, in milliseconds; then it throws FrozenError. @default 5000 */
  readonly freezeWaitMilliseconds?: number;
  /**
   * How long a write waits for the copy to the other store, in milliseconds. The authority has acknowledged it by then,
   * and the copy continues.
   *
   * @default 5000
   */
  readonly copyWaitMilliseconds?: number;
  /** Reads that the environment asks for; see `fromEnvironment`. */
  readonly override?: ReadOverride;
  readonly shadow?: ShadowSettings;
  readonly onEvent?: OnEvent;
  /** Receives a line of CloudWatch embedded metrics per entity and 10 seconds: `console.log` in ECS and Lambda. */
  readonly metrics?: (line: string) => void;
  /** Name of this process in `cutover status`. @default host name and process id */
  readonly label?: string;
  readonly clock?: Clock;
  /** Numbers in [0, 1), for samples and jitter. @default Math.random */
  readonly random?: () => number;
}
