import type { RunnerError } from "../../errors";
import type {
  FollowCounts,
  FollowPhase,
  RejectedRow,
  SuspendedEntity,
} from "../../run-store/follow/follow-state";
import type { LogPosition } from "../../sources/change-log";

/** Is told how following goes. */
export interface FollowObserver {
  /** Whenever something has changed. */
  progressed(progress: FollowProgress): void;
  /** A row cannot become an item. */
  rejected(row: RejectedRow): void;
  /** An entity is no longer followed. */
  suspended(entity: SuspendedEntity): void;
  noted(message: string): void;
}

/** How following goes. */
export interface FollowProgress {
  readonly phase: FollowPhase;
  readonly counts: FollowCounts;
  readonly dirty: number;
  readonly rejected: number;
  readonly suspended: readonly SuspendedEntity[];
  /** Milliseconds since the oldest change that was not carried over was committed; 0 if there is none. */
  readonly lagMs: number;
}

/** How following ended. */
export interface FollowResult extends FollowProgress {
  readonly outcome: "caught-up" | "interrupted" | "stopped";
  readonly position: LogPosition;
  readonly failure?: RunnerError;
}
