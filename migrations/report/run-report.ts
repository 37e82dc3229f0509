import type { Tally } from "../pipeline/read/tally";
import type { KeptVerification } from "./kept-verification";
import type { NextStep } from "./next-step";
import type { RejectGroup } from "./reject-groups";
import type { FollowState } from "../run-store/follow/follow-state";
import type { CheckpointState } from "../run-store/checkpoint";
import type { TimelinePoint } from "../run-store/timeline/timeline-point";

/** The state of a run, or `dry-run` for a run that wrote nothing on purpose. */
export type RunState = CheckpointState | "dry-run";

/** How an entity stands. */
export interface EntityReport {
  readonly entity: string;
  /** The table's name in AWS; empty where it is not known yet. */
  readonly table: string;
  readonly tally: Tally;
  /** Rows in all, estimated; absent if that is not known. */
  readonly totalRows?: number;
  readonly done: boolean;
  /** Why its rows could not all be read. */
  readonly failure?: string;
}

/** Everything that the report of a run says. */
export interface RunReport {
  readonly run: string;
  readonly migration: string;
  readonly state: RunState;
  readonly place: string;
  readonly region: string;
  readonly startedAt: string;
  /** When it was last heard of. */
  readonly updatedAt: string;
  /** Seconds of work, without the time between an interruption and the resume. */
  readonly workedSeconds: number;
  readonly entities: readonly EntityReport[];
  readonly total: Tally;
  /** Repeated requests by reason, of all processes. */
  readonly retries: Readonly<Record<string, number>>;
  /** Rejected rows by reason, most first. */
  readonly rejects: readonly RejectGroup[];
  /** Oldest first; empty where none was kept. */
  readonly timeline: readonly TimelinePoint[];
  /** Absent if the changes of the source were not followed. */
  readonly following?: FollowState;
  readonly verification?: KeptVerification & {
    /** Whether the run was resumed or rolled back after it. */
    readonly isOutdated: boolean;
  };
  /** What stopped it. */
  readonly failures: readonly string[];
  /** What was asked, as people read it. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly next: readonly NextStep[];
}
