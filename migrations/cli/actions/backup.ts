import { join } from "node:path";
import { UsageError } from "../../errors";
import { byteSize, count, counted, duration } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import { listBackups, type ServiceBackup, takeBackup } from "../../dynamodb/control/on-demand-backups";
import { exitCode, type ExitCode } from "../exit-code";
import { nextCommandText } from "../output/next-command";
import { type ChosenTable, chooseTables, openPlace, type Place } from "../wiring/table-access";
import type { TableCommandOptions } from "../options/table-options";
import { patience } from "../wiring/polling";
import { makeObserver } from "../output/progress";
import { type ReadOptions, refuseRate } from "../options/read-options";
import { type TakenTable, takeTable, timeStamp } from "../wiring/copy-table";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

export interface BackupOptions extends TableCommandOptions, ReadOptions {
  readonly table?: string[];
  readonly to?: string;
  readonly format: "export" | "json";
  readonly onDemand?: boolean;
  readonly name?: string;
  readonly list?: boolean;
}

/** `dynamodb-migrate backup`: tables to files, or to the service's own on-demand backups. */
export async function backup(
  ids: readonly string[],
  options: BackupOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  if (options.onDemand) refuseRate(options, "--on-demand");
  const names = options.table ?? [];
  const isAnyTable = options.list && ids.length === 0;
  const place = await openPlace(options, context, ids.length > 0 || (names.length === 0 && !isAnyTable));
  try {
    if (options.list) return await list(place, [...ids, ...names], options, context);
    const tables = await chooseTables(place, ids, names);
    return options.onDemand
      ? await onDemand(place, tables, options, context)
      : await toFiles(place, tables, options, context);
  } finally {
    place.client.destroy();
  }
}

async function toFiles(
  place: Place,
  tables: readonly ChosenTable[],
  options: BackupOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  if (options.name)
    throw new UsageError(
      "name-without-on-demand",
      "--name goes with --on-demand only; files are named after their table",
    );
  const folder = options.to ?? join("backups", timeStamp(context.now()));
  const observer = makeObserver(context, { quiet: options.json ?? false });
  const reading = { service: place.service, rate: options.rate };
  const taken: TakenTable[] = [];
  for (const table of tables) {
    const file = options.format === "json" ? `${table.table.name}.json` : table.table.name;
    const to = { path: join(folder, file), layout: options.format };
    taken.push(await takeTable(table, to, reading, context, observer));
  }
  showTaken(taken, options, context);
  if (!options.json) context.error(`Next: ${nextCommandText("restore", [folder], options)}`);
  return exitCode.done;
}

/** What is now in files, for people or programs. */
export function showTaken(
  taken: readonly TakenTable[],
  { json }: Pick<BackupOptions, "json">,
  context: ProcessContext,
): void {
  if (json) return printJson("copied-tables", { tables: taken }, context);
  const items = taken.reduce((sum, table) => sum + table.items, 0);
  context.error(`${counted(items, "item")} of ${counted(taken.length, "table")} in files`);
  const rows = taken.map((one) => [
    ...[one.table, count(one.items), byteSize(one.bytes), duration(one.seconds)],
    one.path,
  ]);
  textTable(["table", "items", "size", "time", "files"], rows).forEach(context.error);
}

async function onDemand(
  { client }: Place,
  tables: readonly ChosenTable[],
  options: BackupOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const backups: ServiceBackup[] = [];
  for (const { table } of tables) {
    const name = options.name ?? `${table.name}-${timeStamp(context.now())}`;
    const made = await takeBackup(client, table.name, name, patience(`backup of ${table.name}`, context));
    if (!options.json) context.error(`${table.name}: ${made.status}: ${made.arn}`);
    backups.push(made);
  }
  if (options.json) printJson("service-backups", { backups }, context);
  else if (backups[0]) context.error(`Next: ${restoreText(backups[0], options)}`);
  const isWhole = backups.every((one) => one.status === "AVAILABLE");
  return isWhole ? exitCode.done : exitCode.unreachable;
}

function restoreText({ arn, table }: ServiceBackup, options: BackupOptions): string {
  return nextCommandText("restore", ["--from-backup", arn, "--to", `${table}-restored`], options);
}

/** @param tables ids or names; all of the region where there are none */
async function list(
  place: Place,
  tables: readonly string[],
  options: BackupOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const known = place.opened?.target.tables ?? {};
  const names = tables.map((table) => known[table]?.name ?? table);
  const found =
    names.length > 0 ? names.map((name) => listBackups(place.client, name)) : [listBackups(place.client)];
  const backups = (await Promise.all(found)).flat();
  if (options.json) printJson("service-backups", { backups }, context);
  else if (backups.length === 0) context.error(`No on-demand backups in ${place.place}`);
  else
    textTable(
      ["table", "backup", "state", "size", "made", "arn"],
      backups.map(({ table, name, status, bytes, createdAt, arn }) => [
        ...[table, name, status, byteSize(bytes), createdAt, arn],
      ]),
    ).forEach(context.error);
  return exitCode.done;
}
