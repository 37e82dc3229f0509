import type { FollowState, FollowStore } from "../../run-store/follow/follow-state";
import type { ChangeLog, LogPosition } from "../../sources/change-log";
import type { RowApplier } from "./authority-applier";
import type { FollowObserver } from "./follow-progress";
import type { UnansweredMarks } from "./unanswered-marks";

/** What reads and writes, with its connections. */
export interface OpenApplier {
  readonly applier: RowApplier;
  readonly close: () => Promise<void>;
}

/** What following a source needs. */
export interface FollowSettings {
  readonly log: ChangeLog;
  /** Makes what reads and writes, again after a lost connection. */
  readonly open: (suspended: ReadonlySet<string>) => Promise<OpenApplier>;
  /** Names of the entities. */
  readonly entities: readonly string[];
  readonly store: FollowStore;
  /** The state that was saved last. */
  readonly state: FollowState;
  /** Of writes that had no response. @default nobody needs to know */
  readonly unanswered?: Pick<UnansweredMarks, "state" | "make"> | undefined;
  /** Position to stop at. @default follow until it is asked to stop */
  readonly until?: LogPosition | undefined;
  /**
   * What to do about a row that cannot become an item, or an entity that cannot be followed any further: list the row, stop,
   * or follow only the other entities. @default "log": list the row; stop if it is an entity
   */
  readonly onError?: "log" | "stop" | "suspend-entity";
  /** A lost connection is made again for this long without success. */
  readonly giveUpAfterMs: number;
  readonly saveEveryMs?: number;
  /** Rows that may be dirty before the log is read no further. @default 50,000 */
  readonly maxDirty?: number;
  /** The wall clock. */
  readonly now: () => Date;
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly observer: FollowObserver;
  readonly signal: AbortSignal;
}
