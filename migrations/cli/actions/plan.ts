import { planMigration } from "../../pipeline/plan/plan";
import { planJson } from "../../report/json-report";
import { planText } from "../../report/text/plan-text";
import { checkEndpoint, checkRegion } from "../wiring/client-settings";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import { inspectTables } from "../wiring/inspect-tables";
import type { MigrationOptions } from "../options/migration-options";
import { openMigration } from "../wiring/open-migration";
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
  /** A file for all rejects. */
  readonly rejects?: string;
}

/** `dynamodb-migrate plan`: asks the tables, reads the whole source, writes nothing, and says what a run would do. */
export async function plan(file: string, options: PlanOptions, context: ProcessContext): Promise<ExitCode> {
  checkEndpoint(options.endpoint);
  if (options.region !== undefined) checkRegion(options.region);
  const migration = await openMigration(file, options, context);
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
  if (options.json) printJson("plan", planJson(plans, prices, tables), context);
  else planText(plans, { rate: options.rate, prices, tables }).forEach(context.error);
  const failure = plans.find((one) => one.failure)?.failure;
  if (failure) return exitCodeOf(failure) ?? exitCode.unreachable;
  return plans.some((one) => one.tally.rejected > 0) ? exitCode.incomplete : exitCode.done;
}
