import type { RunnerError } from "../errors";
import { sum, type Tally } from "./tally";

/** How an entity came out. */
export interface EntityResult {
  readonly entity: string;
  /** The table's name in AWS. */
  readonly table: string;
  readonly tally: Tally;
  /** Why its rows could not all be read, where that is so. */
  readonly failure?: RunnerError;
}

/** How a run came out. */
export interface RunResult {
  readonly run: string;
  readonly folder: string;
  readonly dryRun: boolean;
  /** `stopped`: a table or a source failed; the run can be resumed. */
  readonly outcome: "finished" | "interrupted" | "stopped";
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly entities: readonly EntityResult[];
  /** Repeated requests by reason. */
  readonly retries: Readonly<Record<string, number>>;
  /** What ended the run early. */
  readonly failure?: RunnerError;
}

/** All entities of a run together. */
export function totalOf(result: Pick<RunResult, "entities">): Tally {
  return sum(result.entities.map((entity) => entity.tally));
}
