import { UsageError } from "../../errors";
import type { Observer } from "../../pipeline/read/observer";
import type { VerifySettings } from "../../pipeline/verify/verify";
import type { MigrationOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import type { Migration } from "./open-migration";
import type { VerifyTask } from "../verify-task";
import { tablesNote } from "./plan-shards";
import { requireWorkersToSplit } from "./refuse-with-workers";
import { requireWorkers } from "./require-workers";
import { scanShares } from "./table-parts";
import { verifyOrder } from "./task-order";
import { TaskWorkers } from "./task-workers";
import { WorkerSides } from "./worker-sides";

/** The options of `verify` that matter to a verification by several processes. */
export interface VerifyWorkersOptions extends MigrationOptions {
  /** Processes that compare. @default this one */
  readonly workers?: number;
  readonly sample?: number;
  readonly live?: boolean;
  readonly readRate?: number;
  /** Whether to split tables of servers into ranges that are read at different moments. @default false */
  readonly splitTables?: boolean;
}

/** Options that a verification by several processes does not have, and the other way round. @throws UsageError */
export function refuseVerifyWorkers(
  { workers, sample, limit, live, outputs, splitTables }: VerifyWorkersOptions,
  context: Pick<ProcessContext, "startWorker">,
): void {
  requireWorkersToSplit({ workers, splitTables });
  if (workers === undefined) return;
  const others = [
    ["--sample", sample !== undefined],
    ["--limit", limit !== undefined],
    ["--live", live],
    ["--outputs -", outputs === "-"],
  ] as const;
  const other = others.find(([, isGiven]) => isGiven)?.[0];
  if (other !== undefined)
    throw new UsageError("options-conflict", `--workers and ${other} are mutually exclusive`);
  requireWorkers(context);
}

/** A verification by workers. */
export interface VerifyRequest {
  readonly file: string;
  readonly migration: Migration;
  readonly options: VerifyWorkersOptions;
  readonly observer: Observer;
}

/**
 * Starts the workers that `--workers` asks for, while a comparison needs them.
 * @param compare is given what reads the sides; `undefined` if this process does
 * @throws RunnerError
 */
export async function withVerifyWorkers<Result>(
  { file, migration, options, observer }: VerifyRequest,
  context: ProcessContext,
  compare: (sidesOf: VerifySettings["sidesOf"]) => Promise<Result>,
): Promise<Result> {
  const { workers: count, readRate, splitTables = false } = options;
  if (count === undefined) return compare(undefined);
  const { maxParts, partRate } = scanShares(count, readRate);
  const order = verifyOrder(file, options, context, count);
  const maxAtOnce = { source: count, table: maxParts };
  const settings = { maxAtOnce, onNote: (message: string) => observer.noted(message) };
  const note = tablesNote(migration, { workers: count, splitTables }, { canFollow: false });
  if (note !== undefined) context.error(note);
  const held = splitTables ? undefined : await migration.source.hold?.();
  try {
    const workers = await TaskWorkers.start<VerifyTask>(order, settings, context);
    const { signal } = context;
    const isSplit = splitTables || held !== undefined;
    const sides = { migration, workers, partRate, state: held?.id, splitTables: isSplit, observer, signal };
    try {
      return await compare((compared) => new WorkerSides(sides, compared));
    } finally {
      await workers.close();
    }
  } finally {
    await held?.close();
  }
}
