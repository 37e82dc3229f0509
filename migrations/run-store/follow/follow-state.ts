/**
 * The state of following a source.
 * - `prepared`: the position was taken; the rows are being moved, or that was interrupted
 * - `catching-up`: changes from before it started are being carried over
 * - `following`: every change is carried over as it comes
 * - `draining`: it was asked to stop, and what was read is being carried over
 * - `stopped`: it can be started again from its position
 * - `lost`: the source no longer has the changes after the position
 * - `ended`: it was ended for good, and nothing is left in the source
 */
export type FollowPhase = (typeof followPhases)[number];

export const followPhases = [
  "prepared",
  "catching-up",
  "following",
  "draining",
  "stopped",
  "lost",
  "ended",
] as const;

/** A row that cannot become an item as it is now. It stays until it is written again in the source. */
export interface RejectedRow {
  readonly entity: string;
  /** The key of the row; see `RowKey` of the sources. */
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

/** An entity whose changes are not carried over until its rows were read again; see `follow reload`. */
export interface SuspendedEntity {
  readonly entity: string;
  /** Of the error that suspended it. */
  readonly code: string;
  readonly message: string;
  /** When that was, ISO 8601. */
  readonly at: string;
}

/** Writes that had no response, and that DynamoDB may still carry out after newer ones. */
export interface UnansweredWrites {
  /** When the last one was, ISO 8601. */
  readonly at: string;
  /** Entities whose cutover must not rely on equal stores before it knows of them: their control does not name it yet. */
  readonly unmarked: readonly string[];
}

/** What was carried over since following started. */
export interface FollowCounts {
  /** Changes in the log, by kind. */
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  /** Items that were put, deleted, and found to be the same already. */
  readonly written: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** The lag of following in a short while. */
export interface LagPoint {
  /** Start time, ISO 8601. */
  readonly at: string;
  /** Its length in milliseconds. */
  readonly ms: number;
  /** Which process of the run it was: 1, and one more at each start. */
  readonly session: number;
  /** Maximum lag in it, in milliseconds. */
  readonly lagMs: number;
}

/** What must survive the process that follows. It holds no data but the keys of rejected rows. */
export interface FollowState {
  readonly formatVersion: 1;
  readonly phase: FollowPhase;
  /** Position in the source's log; see `LogPosition` of the sources. Everything before it was carried over. */
  readonly position: string;
  /** The name of what was created in the source; see `Source.changeLog`. */
  readonly name: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly counts: FollowCounts;
  readonly rejected: readonly RejectedRow[];
  /** @default none */
  readonly suspended?: readonly SuspendedEntity[] | undefined;
  /** @default every write had a response */
  readonly unanswered?: UnansweredWrites | undefined;
  /** Rows that were written and not yet carried over. */
  readonly dirty: number;
  /** Milliseconds since the oldest change that was not carried over was committed; 0 if there is none. */
  readonly lagMs: number;
  /** The lag over time, oldest first. @default none was kept */
  readonly lags?: readonly LagPoint[] | undefined;
}

/** Where the state is kept. */
export interface FollowStore {
  /** Replaces the state. What was journaled before is on disk first. */
  save(state: FollowState): Promise<void>;
}
