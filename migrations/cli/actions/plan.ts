import { type EntityPlan, planMigration } from "../../pipeline/plan/plan";
import { planWorkers, type WorkersPlan } from "../../pipeline/plan/workers-plan";
import { planJson } from "../../report/json-report";
import { planText } from "../../report/text/plan-text";
import { checkEndpoint, checkRegion } from "../wiring/client-settings";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import { inspectTables } from "../wiring/inspect-tables";
import type { MigrationOptions } from "../options/migration-options";
import { placeOf } from "../wiring/place";
import { checkFollowing, openFollowing } from "../wiring/open-follow";
import { type Migration, openMigration } from "../wiring/open-migration";
import { planShards, snapshotNote, tablesNote } from "../wiring/plan-shards";
import { refuseWithFollow } from "../wiring/refuse-with-follow";
import { requireWorkersToSplit } from "../wiring/refuse-with-workers";
import { type PriceOption, pricesWith } from "../options/price-option";
import { makeObserver } from "../output/progress";
import { closing, openRejects } from "../output/rejects-file";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

export interface PlanOptions extends MigrationOptions {
  readonly rate?: number;
  readonly price?: PriceOption;
  /** Whether to leave the tables alone. */
  readonly offline?: boolean;
  /** Whether to check that the source can be followed. */
  readonly follow?: boolean;
  /** Processes that would move the rows. @default one */
  readonly workers?: number;
  /** See `RunOptions`. */
  readonly splitTables?: boolean;
  /** A file for all rejects. */
  readonly rejects?: string;
}

/** `dynamodb-migrate plan`: asks the tables, reads the whole source, writes nothing, and says what a run would do. */
export async function plan(file: string, options: PlanOptions, context: ProcessContext): Promise<ExitCode> {
  checkEndpoint(options.endpoint);
  if (options.region !== undefined) checkRegion(options.region);
  requireWorkersToSplit(options);
  if (options.follow) refuseWithFollow(options);
  const migration = await openMigration(file, options, context);
  if (!options.follow) return (await planOpened(migration, options, context)).code;
  const place = placeOf(migration, options, context);
  const following = await openFollowing(migration, options.entity, place, context.signal);
  try {
    const { code, plans } = await planOpened(migration, options, context);
    const seconds = plans.reduce((sum, one) => sum + one.seconds, 0);
    const isWhole = plans.every(({ failure }) => failure === undefined);
    if (isWhole) await checkFollowing(migration, following, { copySeconds: () => Promise.resolve(seconds) });
    return code;
  } finally {
    await following.log.close();
  }
}

async function planOpened(
  migration: Migration,
  options: PlanOptions,
  context: ProcessContext,
): Promise<{ readonly code: ExitCode; readonly plans: readonly EntityPlan[] }> {
  const prices = pricesWith(options.price);
  const tables = options.offline ? undefined : await inspectTables(migration, options, context);
  const observer = makeObserver(context, { quiet: options.json ?? false });
  const rejects = await openRejects(options, context);
  const plans = await closing(rejects, () =>
    planMigration({
      ...migration,
      entities: options.entity,
      limit: options.limit,
      ...(options.rate && { rate: options.rate }),
      prices,
      now: context.now,
      observer,
      onReject: rejects?.add,
      signal: context.signal,
    }),
  );
  const failure = plans.find((one) => one.failure)?.failure;
  const note = options.follow ? undefined : tablesNote(migration, options);
  if (note !== undefined) context.error(note);
  const workers = failure ? undefined : await workersPlan(migration, plans, options, context);
  if (options.json) printJson("plan", planJson(plans, prices, tables, workers), context);
  else planText(plans, { rate: options.rate, prices, tables, workers }).forEach(context.error);
  if (failure) return { code: exitCodeOf(failure) ?? exitCode.unreachable, plans };
  const isComplete = plans.every((one) => one.tally.rejected === 0);
  return { code: isComplete ? exitCode.done : exitCode.incomplete, plans };
}

async function workersPlan(
  migration: Migration,
  plans: readonly EntityPlan[],
  { entity: entities, workers, splitTables, follow, price }: PlanOptions,
  { signal, error }: ProcessContext,
): Promise<WorkersPlan | undefined> {
  if (workers === undefined) return undefined;
  const isSplit = splitTables ?? follow ?? false;
  const held = isSplit ? undefined : await migration.source.hold?.();
  await held?.close();
  const seconds = plans.reduce((sum, one) => sum + one.seconds, 0);
  const note = held && snapshotNote(seconds);
  if (note) error(note);
  const split = (splitTables: boolean) => planShards(migration, { entities, workers, splitTables, signal });
  const shards = await split(isSplit || held !== undefined);
  const shared = held ? await split(false) : shards;
  const { perWorkerHour } = pricesWith(price);
  const entitiesOf = (those: typeof shards) => those.map((shard) => shard.entity);
  return planWorkers({
    ...{ workers, seconds, perWorkerHour },
    entities: entitiesOf(shards),
    ...(shared.length !== shards.length && { sharedEntities: entitiesOf(shared) }),
  });
}
