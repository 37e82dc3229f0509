import { mkdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { privateFolder } from "../../files/private-files";
import { replaceFile } from "../../files/replace-file";
import {
  type DrillResult,
  hasPassed,
  measuredTargets,
  type TableDrill,
} from "../../pipeline/drill/drill-result";
import { documentOf } from "../../report/json/document";
import { drillPage } from "../../report/page/drill-page";
import { drillText } from "../../report/text/drill-text";
import { DrillLeftovers } from "../../run-store/drill/drill-leftovers";
import { lockFile, ProcessLock } from "../../run-store/folder/process-lock";
import { exitCode, type ExitCode } from "../exit-code";
import type { DrillOptions } from "../options/drill-options";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { chooseTables } from "../wiring/choose-tables";
import { endpointIn } from "../wiring/client-settings";
import type { ChosenTable } from "../wiring/chosen-table";
import { DrillRegions } from "../wiring/drill-regions";
import { type DrillParts, DrillTable } from "../wiring/drill-table";
import { drillsFolder } from "../wiring/drills-folder";
import { opener } from "../wiring/run-opener";
import { openTableAccess, type TableAccess } from "../wiring/table-access";
import { timeStamp } from "../wiring/time-stamp";

/** `dynamodb-migrate drill`: rehearses the loss of a region and of a table. */
export async function drill(
  ids: readonly string[],
  options: DrillOptions,
  version: string,
  context: ProcessContext,
): Promise<ExitCode> {
  const folder = resolve(context.cwd, options.runFolder, drillsFolder);
  await mkdir(folder, { recursive: true, mode: privateFolder }).catch((cause: unknown) => {
    throw unwritable("run-folder-unwritable", `cannot make ${folder}`, cause);
  });
  const lock = await ProcessLock.take(join(folder, lockFile), opener(context));
  const regions = new DrillRegions(context);
  const parts = { regions, leftovers: new DrillLeftovers(join(folder, "leftovers.jsonl")), options, context };
  try {
    const left = await removeLeft(parts);
    if (options.clean) return left ? exitCode.unreachable : exitCode.done;
    const result = await drillAll(ids, parts);
    await keep(folder, result, version, context);
    show(result, folder, options, context);
    return exitCodeOf(result);
  } finally {
    regions.close();
    await lock.release();
  }
}

/** Removes what earlier drills have left. @returns whether something is still left */
async function removeLeft({ regions, leftovers, context }: DrillParts): Promise<boolean> {
  const failed = await regions.remove(leftovers);
  for (const { what, error } of failed)
    context.error(`Warning: ${what}, left by an earlier drill, cannot be removed: ${error.message}`);
  return failed.length > 0;
}

async function drillAll(ids: readonly string[], parts: DrillParts): Promise<DrillResult> {
  const { options, context } = parts;
  const startedAt = context.now();
  const names = options.table ?? [];
  const access = await openTableAccess(options, context, ids.length > 0 || names.length === 0);
  try {
    const tables: TableDrill[] = [];
    for (const table of await chooseTables(access, ids, names))
      tables.push(await drillOne(table, access, parts));
    const { rpo, rto, restoreRpo, restoreRto } = options;
    const seconds = (ms: number | undefined) => ms && ms / 1000;
    const targets = measuredTargets(tables, {
      ...{ rpo: seconds(rpo), rto: seconds(rto) },
      ...{ restoreRpo: seconds(restoreRpo), restoreRto: seconds(restoreRto) },
    });
    const leftovers = tables.flatMap(({ failures }) =>
      failures.flatMap(({ check, message }) => (check === "cleanup" ? [message] : [])),
    );
    return {
      drill: `drill-${timeStamp(startedAt)}`,
      ...{ startedAt: startedAt.toISOString(), endedAt: context.now().toISOString() },
      ...{ tables, targets, leftovers },
      passed: tables.every(hasPassed) && targets.every(({ isMet }) => isMet),
    };
  } finally {
    access.client.destroy();
  }
}

/** Whatever the checks have made is removed, also if they are interrupted. */
async function drillOne(table: ChosenTable, access: TableAccess, parts: DrillParts): Promise<TableDrill> {
  const { options, context, regions } = parts;
  const primary = regions.connect(access.region, access.endpoint);
  const replicas = replicaRegions(table, access, options).map((region) =>
    regions.connect(region, options.replicaEndpoint ?? endpointIn(context.env, "DYNAMODB")),
  );
  if (!options.json) context.error(`${table.table.name}: drill in ${access.place}`);
  const checks = new DrillTable(table, primary, replicas, parts);
  let checked: TableDrill | undefined;
  try {
    checked = await checks.check();
  } finally {
    const failed = await checks.cleanUp();
    if (!checked) failed.forEach(({ message }) => context.error(`Warning: ${message}`));
    else checked = { ...checked, failures: [...checked.failures, ...failed] };
  }
  return checked;
}

/** @throws UsageError for the primary region */
function replicaRegions(
  { table, description }: ChosenTable,
  { region }: TableAccess,
  { replica, replicaEndpoint }: DrillOptions,
): readonly string[] {
  const described = (description.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? []);
  const all = replica ?? [...new Set([...table.replicaRegions, ...described])];
  if (replica?.includes(region) && replicaEndpoint === undefined)
    throw new UsageError(
      "options-conflict",
      `--replica ${region} is the primary region; name a region that has a replica of the table`,
    );
  return all.filter((one) => replica !== undefined || one !== region);
}

async function keep(
  folder: string,
  result: DrillResult,
  version: string,
  context: ProcessContext,
): Promise<void> {
  const path = join(folder, result.drill);
  const document = documentOf("drill", result);
  await replaceFile(`${path}.json`, `${JSON.stringify(document, null, 2)}\n`);
  await replaceFile(`${path}.html`, drillPage(result, context.now().toISOString(), version));
}

function show(result: DrillResult, folder: string, { json }: DrillOptions, context: ProcessContext): void {
  if (json) printJson("drill", result, context);
  else {
    drillText(result).forEach(context.error);
    context.error(`Report: ${relative(context.cwd, join(folder, `${result.drill}.html`))}`);
  }
}

function exitCodeOf({ passed, tables }: DrillResult): ExitCode {
  if (passed) return exitCode.done;
  return tables.some(({ failures }) => failures.length > 0) ? exitCode.unreachable : exitCode.incomplete;
}
