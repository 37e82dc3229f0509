import { join } from "node:path";
import { count, byteSize } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import type { DocumentBody } from "../../report/json/document";
import { UsageError } from "../../errors";
import { type ExportPeriod, exportPeriods } from "../wiring/export-periods";
import { timeText } from "../wiring/open-changes";
import { exportToS3 } from "../../dynamodb/control/s3-export";
import { type S3Location, s3Location } from "../../dynamodb/control/s3-location";
import { newExportId } from "../../table-files/export/export-folder";
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
import type { ProcessContext } from "../process-context";
import { showCopied } from "./backup";
import { printJson } from "../output/print-json";

export interface ExportOptions extends TableCommandOptions, CopyOptions {
  readonly table?: string[];
  readonly to: string;
  readonly s3?: string;
  /** See `AskedPeriod`. */
  readonly since?: string;
  readonly until?: string;
  readonly newImages?: boolean;
}

/** `dynamodb-migrate export`: tables, or their changes, in the layout of DynamoDB's exports, in a folder or in S3. */
export async function exportTables(
  ids: readonly string[],
  options: ExportOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const location = options.s3 === undefined ? undefined : s3Location(options.s3);
  refuseWithoutPeriod(options);
  if (location) refuseCopyOptions(options, "--s3");
  const names = options.table ?? [];
  const access = await openTableAccess(options, context, ids.length > 0 || names.length === 0);
  try {
    const tables = await chooseTables(access, ids, names);
    return location
      ? await toS3(access, tables, location, options, context)
      : await toFolder(access, tables, options, context);
  } finally {
    access.client.destroy();
  }
}

async function toFolder(
  access: TableAccess,
  tables: readonly ChosenTable[],
  options: ExportOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const observer = makeObserver(context, { quiet: options.json ?? false });
  const taken: CopiedTable[] = [];
  await withCopyWorkers(options, access, observer, context, async (workers) => {
    const reading = { service: access.service, rate: options.rate, workers };
    for (const table of tables) {
      const prefix = `AWSDynamoDB/${newExportId(context.now())}`;
      const path = join(options.to, table.table.name, prefix);
      taken.push(await copyTable(table, { path, layout: "export", prefix }, reading, context, observer));
    }
  });
  showCopied(taken, options, context);
  if (!options.json) context.error(`Next: ${nextCommandText("import", [options.to], options)}`);
  return exitCode.done;
}

/** @throws UsageError for options of an incremental export without what they need */
function refuseWithoutPeriod({ s3, since, until, newImages }: ExportOptions): void {
  if (since !== undefined && s3 === undefined)
    throw new UsageError(
      "options-conflict",
      "--since goes with --s3 only: DynamoDB exports changes from its point-in-time recovery to S3",
    );
  const alone = until === undefined ? (newImages ? "--new-images" : undefined) : "--until";
  if (since !== undefined || alone === undefined) return;
  throw new UsageError("options-conflict", `${alone} goes with --since only: a full export has no period`);
}

/** An export that is to be made. */
interface PlannedExport {
  readonly table: ChosenTable;
  /** @default a full export */
  readonly period?: ExportPeriod;
}

async function toS3(
  access: TableAccess,
  tables: readonly ChosenTable[],
  location: S3Location,
  options: ExportOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const planned: PlannedExport[] = [];
  for (const table of tables) planned.push(...(await plan(table, access, options, context)));
  const exports: DocumentBody<"service-exports">["exports"][number][] = [];
  for (const one of planned) exports.push(await exportOne(one, access, location, options, context));
  if (options.json) printJson("service-exports", { exports }, context);
  else showExports(exports, options, context);
  return exitCode.done;
}

async function plan(
  table: ChosenTable,
  access: TableAccess,
  { since, until }: ExportOptions,
  context: ProcessContext,
): Promise<PlannedExport[]> {
  if (since === undefined) return [{ table }];
  const periods = await exportPeriods(table.table.name, { since, until }, access, context);
  return periods.map((period) => ({ table, period }));
}

async function exportOne(
  { table: { table, description }, period }: PlannedExport,
  { client }: TableAccess,
  location: S3Location,
  { newImages = false }: ExportOptions,
  context: ProcessContext,
): Promise<DocumentBody<"service-exports">["exports"][number]> {
  const arn = description.TableArn ?? "";
  const waiting = polling(`export of ${table.name}`, context);
  const asked = period && { ...period, onlyNewImages: newImages };
  return {
    table: table.name,
    ...(await exportToS3(client, { name: table.name, arn }, location, waiting, asked)),
    ...(period && { from: timeText(period.from), to: timeText(period.to) }),
  };
}

function showExports(
  exports: DocumentBody<"service-exports">["exports"],
  { since }: ExportOptions,
  context: ProcessContext,
): void {
  const period = since === undefined ? [] : ["from", "to"];
  textTable(
    ["table", ...period, "items", "size", "folder", "export"],
    exports.map((one) => [
      ...[one.table, ...(since === undefined ? [] : [one.from ?? "", one.to ?? ""])],
      ...[count(one.items), byteSize(one.bytes), one.folder ?? "", one.arn],
    ]),
  ).forEach(context.error);
}
