import type { RunnerError } from "../errors";
import type { EntityPlan } from "../pipeline/plan/plan";
import type { WorkersPlan } from "../pipeline/plan/workers-plan";
import type { Prices } from "../pipeline/plan/prices";
import { activeSeconds, type RunResult, totalOf } from "../pipeline/run/run-result";
import type { TableVerification } from "../pipeline/verify/verify";
import type { TableInspection } from "../dynamodb/control/inspect-table";
import type { Difference } from "../pipeline/verify/difference";
import type { DocumentBody } from "./json/document";
import { isSame } from "./text/verify-text";

/** An error as programs read it. */
export function errorJson(error: Pick<RunnerError, "code" | "message">): { code: string; message: string } {
  return { code: error.code, message: error.message };
}

/** A run's result as programs read it; also what result.json holds. */
export function runJson(result: RunResult): DocumentBody<"run"> {
  return {
    run: result.run,
    outcome: result.outcome,
    dryRun: result.dryRun,
    startedAt: result.startedAt.toISOString(),
    endedAt: result.endedAt.toISOString(),
    activeSeconds: activeSeconds(result),
    total: totalOf(result),
    entities: result.entities.map(({ entity, table, tally, failure }) => ({
      entity,
      table,
      ...tally,
      ...withFailure(failure),
    })),
    retries: result.retries,
    ...(result.snapshots !== undefined && { snapshots: result.snapshots }),
    ...(result.folder && { folder: result.folder }),
    ...withFailure(result.failure),
  };
}

/**
 * A plan as programs read it. Of an entity that could not be read to its end it has the failure and no figures.
 * @param tables what the tables said, if they were asked
 * @param workers if several would move the rows
 */
export function planJson(
  plans: readonly EntityPlan[],
  prices: Prices,
  tables?: readonly TableInspection[],
  workers?: WorkersPlan,
): DocumentBody<"plan"> {
  return {
    pricesAsOf: prices.asOf,
    prices: {
      perMillionWriteUnits: prices.perMillionWriteUnits,
      perMillionReadUnits: prices.perMillionReadUnits,
      perWriteUnitHour: prices.perWriteUnitHour,
      perGbMonth: prices.perGbMonth,
      perWorkerHour: prices.perWorkerHour,
    },
    ...(tables && { tables }),
    entities: plans.map(entityPlanJson),
    ...(workers && { workers }),
  };
}

function entityPlanJson({ tally, failure, ...plan }: EntityPlan): DocumentBody<"plan">["entities"][number] {
  if (failure) {
    const { entity, from, table } = plan;
    return { entity, from, table, failure: errorJson(failure) };
  }
  return {
    ...plan,
    rows: tally.rows,
    items: tally.written,
    skipped: tally.skipped,
    rejected: tally.rejected,
    rejectedBy: tally.rejectedBy,
  };
}

/** A verification as programs read it. */
export function verifyJson(
  tables: readonly TableVerification[],
  differences: readonly Difference[],
): DocumentBody<"verify"> {
  return {
    same: tables.every(isSame),
    tables: tables.map(({ failure, ...table }) => ({
      ...table,
      same: isSame({ ...table, ...withoutUndefined(failure) }),
      ...withFailure(failure),
    })),
    differences,
  };
}

function withFailure(failure: RunnerError | undefined): { failure?: ReturnType<typeof errorJson> } {
  return failure ? { failure: errorJson(failure) } : {};
}

function withoutUndefined(failure: RunnerError | undefined): { failure?: RunnerError } {
  return failure ? { failure } : {};
}
