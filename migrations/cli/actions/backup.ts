import { join } from "node:path";
import { UsageError } from "../../errors";
import { byteSize, count, counted, duration } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import { listBackups, type ServiceBackup, createBackup } from "../../dynamodb/control/on-demand-backups";
import { exitCode, type ExitCode } from "../exit-code";
import { nextCommandText } from "../output/next-command";
import { chooseTables } from "../wiring/choose-tables";
import type { ChosenTable } from "../wiring/chosen-table";
import { openTableAccess, type TableAccess } from "../wiring/table-access";
import type { TableCommandOptions } from "../options/table-options";
import { polling } from "../wiring/polling";
import { makeObserver } from "../output/progress";
import { type CopyOptions, refuseCopyOptions } from "../options/copy-options";
import { withCopyWorkers } from "../wiring/copy-by-workers";
import { type CopiedTable, copyTable } from "../wiring/copy-table";
import { timeStamp } from "../wiring/time-stamp";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

export interface BackupOptions extends TableCommandOptions, CopyOptions {
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
  if (options.onDemand) refuseCopyOptions(options, "--on-demand");
  const names = options.table ?? [];
  const isAnyTable = options.list && ids.length === 0;
  const access = await openTableAccess(
    options,
    context,
    ids.length > 0 || (names.length === 0 && !isAnyTable),
  );
  try {
    if (options.list) return await list(access, [...ids, ...names], options, context);
    const tables = await chooseTables(access, ids, names);
    return options.onDemand
      ? await onDemand(access, tables, options, context)
      : await toFiles(access, tables, options, context);
  } finally {
    access.client.destroy();
  }
}

async function toFiles(
  access: TableAccess,
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
  const taken: CopiedTable[] = [];
  await withCopyWorkers(options, access, observer, context, async (workers) => {
    const reading = { service: access.service, rate: options.rate, workers };
    for (const table of tables) {
      const file = options.format === "json" ? `${table.table.name}.json` : table.table.name;
      const to = { path: join(folder, file), layout: options.format };
      taken.push(await copyTable(table, to, reading, context, observer));
    }
  });
  showCopied(taken, options, context);
  if (!options.json) context.error(`Next: ${nextCommandText("restore", [folder], options)}`);
  return exitCode.done;
}

/** What is now in files, for people or programs. */
export function showCopied(
  taken: readonly CopiedTable[],
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
  { client }: TableAccess,
  tables: readonly ChosenTable[],
  options: BackupOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const backups: ServiceBackup[] = [];
  for (const { table } of tables) {
    const name = options.name ?? `${table.name}-${timeStamp(context.now())}`;
    const made = await createBackup(client, table.name, name, polling(`backup of ${table.name}`, context));
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
  access: TableAccess,
  tables: readonly string[],
  options: BackupOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const known = access.opened?.target.tables ?? {};
  const names = tables.map((table) => known[table]?.name ?? table);
  const found =
    names.length > 0 ? names.map((name) => listBackups(access.client, name)) : [listBackups(access.client)];
  const backups = (await Promise.all(found)).flat();
  if (options.json) printJson("service-backups", { backups }, context);
  else if (backups.length === 0) context.error(`No on-demand backups in ${access.place}`);
  else
    textTable(
      ["table", "backup", "state", "size", "made", "arn"],
      backups.map(({ table, name, status, bytes, createdAt, arn }) => [
        ...[table, name, status, byteSize(bytes), createdAt, arn],
      ]),
    ).forEach(context.error);
  return exitCode.done;
}
