import type { RunnerError } from "../errors";
import type { EntityPlan } from "../pipeline/plan";
import type { Prices } from "../pipeline/prices";
import { type RunResult, totalOf } from "../pipeline/run-result";
import type { TableVerification } from "../pipeline/verify";
import type { Difference } from "../verify/difference";
import { isSame } from "./verify-text";

/** An error as programs read it. */
export function errorJson(error: Pick<RunnerError, "code" | "message">): { code: string; message: string } {
  return { code: error.code, message: error.message };
}

/** A run's result as programs read it; also what result.json holds. */
export function runJson(result: RunResult): object {
  return {
    run: result.run,
    outcome: result.outcome,
    dryRun: result.dryRun,
    startedAt: result.startedAt.toISOString(),
    endedAt: result.endedAt.toISOString(),
    total: totalOf(result),
    entities: result.entities.map(({ entity, table, tally, failure }) => ({
      entity,
      table,
      ...tally,
      ...withFailure(failure),
    })),
    retries: result.retries,
    ...(result.folder && { folder: result.folder }),
    ...withFailure(result.failure),
  };
}

/** A plan as programs read it. */
export function planJson(plans: readonly EntityPlan[], prices: Prices): object {
  return {
    pricesAsOf: prices.asOf,
    prices: {
      perMillionWriteUnits: prices.perMillionWriteUnits,
      perWriteUnitHour: prices.perWriteUnitHour,
      perGbMonth: prices.perGbMonth,
    },
    entities: plans.map(({ tally, failure, ...plan }) => ({
      ...plan,
      rows: tally.rows,
      items: tally.written,
      leftOut: tally.skipped,
      rejected: tally.rejected,
      rejectedBy: tally.rejectedBy,
      ...withFailure(failure),
    })),
  };
}

/** A verification as programs read it. */
export function verifyJson(tables: readonly TableVerification[], differences: readonly Difference[]): object {
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

function withFailure(failure: RunnerError | undefined): object {
  return failure ? { failure: errorJson(failure) } : {};
}

function withoutUndefined(failure: RunnerError | undefined): { failure?: RunnerError } {
  return failure ? { failure } : {};
}
