import type { EntityControl } from "../../../cutover/control/control";
import { type Recorded, recordRepair } from "../../../cutover/steps/record-repair";
import { repairAll, repairLedger, type RepairSettings } from "../../../cutover/steps/repair";
import type { RepairResult } from "../../../cutover/steps/repair-counts";
import { UsageError } from "../../errors";
import { counted } from "../../report/quantity";
import { repairText } from "../../report/text/cutover-text";
import { exitCode, type ExitCode } from "../exit-code";
import type { CutoverStepOptions } from "../options/cutover-options";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { cutoverEntities, cutoverEntity } from "../wiring/cutover-entities";
import { type OpenedStores, openStores } from "../wiring/cutover-stores";
import { type OpenedCutover, withCutover } from "../wiring/open-cutover";
import { stepSettings } from "./cutover-step";

export interface RepairOptions extends CutoverStepOptions {
  /** Every record, not only those that the ledger marks. */
  readonly all?: boolean;
  /** Milliseconds. */
  readonly minAge?: number;
  readonly concurrency: number;
}

interface Repaired extends RepairResult, Recorded {
  readonly entity: string;
}

/** `dynamodb-migrate cutover repair`: makes the two stores of an entity equal, record by record. */
export function cutoverRepair(
  file: string,
  options: RepairOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  return withCutover(options, context, async (opened) => {
    const repaired: Repaired[] = [];
    for (const { entity } of await cutoverEntities(opened.control, options)) {
      const one = await repairEntity({ file, entity, opened, options, context });
      repaired.push(one);
      if (!options.json) repairText(one, options).forEach(context.error);
    }
    const isOpen = repaired.some(
      ({ failed, unsettled, unknownItems, kept }) => failed + unsettled + unknownItems + kept > 0,
    );
    if (options.json) printJson("cutover-repair", repairJson(repaired, options), context);
    if (context.signal.aborted) return exitCode.interrupted;
    return isOpen ? exitCode.incomplete : exitCode.done;
  });
}

interface Order {
  readonly file: string;
  readonly entity: string;
  readonly opened: OpenedCutover;
  readonly options: RepairOptions;
  readonly context: ProcessContext;
}

async function repairEntity(order: Order): Promise<Repaired> {
  const { file, entity, opened, options, context } = order;
  // The repair of the entities before may have taken long.
  if (options.all) refuseAll(await cutoverEntity(opened.control, { ...options, entity: [entity] }));
  const stores = await openStores(file, entity, options, context);
  const progress = showProgress(entity, options, context);
  try {
    const settings = repairSettings(order, stores);
    const repaired = await (options.all
      ? repairAll({ ...settings, onProgress: progress.show }, stores.keys())
      : repairLedger({ ...settings, onProgress: progress.show }, stores.keyOf, options.minAge));
    return { ...repaired, entity, ...(await record(order, repaired)) };
  } finally {
    progress.stop();
    await stores.close();
  }
}

function repairSettings(
  { entity, opened, options, context, file }: Order,
  stores: OpenedStores,
): RepairSettings {
  const { control, ledger, clock, signal, by } = stepSettings({ file, entity, opened }, options, context);
  return {
    ...{ old: stores.old, new: stores.new, mapping: stores.mapping, control, ledger, clock, entity, signal },
    ...{
      label: `cutover repair by ${by}`,
      concurrency: options.concurrency,
      dryRun: options.dryRun ?? false,
    },
  };
}

/** In the phase `new` it copies the tables to the old store, which the application writes, too. */
function refuseAll({ entity, phase, mode }: EntityControl): void {
  if (phase === "new") return;
  if (phase === "new-only")
    throw new UsageError(
      "authority-moved",
      `the application does not write the old store of ${entity} (phase new-only), so that it would soon differ again; nothing was changed. Return to phase new first with cutover back --entity ${entity}`,
    );
  if (mode === "follow")
    throw new UsageError(
      "cutover-invalid",
      `${entity} is in follow mode, where follow copies every change; move its rows with run --follow, and compare with verify --live`,
    );
  if (phase === "old")
    throw new UsageError(
      "cutover-invalid",
      `${entity} is in phase old, where writes of the application are not copied; enter dual first with cutover advance --entity ${entity}`,
    );
}

async function record(
  { file, entity, opened, options, context }: Order,
  repaired: RepairResult,
): Promise<Recorded> {
  if (!options.all || options.dryRun || context.signal.aborted) return { recorded: false, verified: false };
  return recordRepair(stepSettings({ file, entity, opened }, options, context), repaired);
}

const lineEveryMs = 5000;

function showProgress(entity: string, { json }: RepairOptions, context: ProcessContext) {
  let records = 0;
  const stop = context.every(lineEveryMs, () => {
    if (!json && records > 0) context.error(`${entity}: ${counted(records, "record")} compared`);
  });
  return { stop, show: (progress: { readonly records: number }) => void (records = progress.records) };
}

function repairJson(repaired: readonly Repaired[], { dryRun = false, all = false }: RepairOptions) {
  return { dryRun, all, entities: repaired.map(({ started: _, ...one }) => one) };
}
