import type { RunnerError } from "../../errors";
import { sum, type Tally } from "../read/tally";

/** How an entity came out. */
export interface EntityResult {
  readonly entity: string;
  /** The table's name in AWS. */
  readonly table: string;
  readonly tally: Tally;
  /** Reason why not all of its rows could be read, if so. */
  readonly failure?: RunnerError;
}

/** How a run came out. */
export interface RunResult {
  readonly run: string;
  readonly folder: string;
  readonly dryRun: boolean;
  /** `stopped`: a table or a source failed; the run can be resumed. */
  readonly outcome: "finished" | "interrupted" | "stopped";
  /** When the first process of the run started. */
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Milliseconds that all processes of the run have worked on it. @default from start to end */
  readonly activeMs?: number;
  readonly entities: readonly EntityResult[];
  /** Repeated requests by reason. */
  readonly retries: Readonly<Record<string, number>>;
  /** Snapshots of a database that workers have read the rows from: each process that starts workers takes one. */
  readonly snapshots?: number;
  /** The error that ended the run early. */
  readonly failure?: RunnerError;
}

/** Seconds that all processes of a run have worked on it; the time between them does not count. */
export function activeSeconds({
  activeMs,
  startedAt,
  endedAt,
}: Pick<RunResult, "activeMs" | "startedAt" | "endedAt">): number {
  return (activeMs ?? endedAt.getTime() - startedAt.getTime()) / 1000;
}

/** All entities of a run together. */
export function totalOf(result: Pick<RunResult, "entities">): Tally {
  return sum(result.entities.map((entity) => entity.tally));
}
