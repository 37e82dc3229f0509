import { join } from "node:path";
import { count, byteSize } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
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
import { type ReadOptions, refuseRate } from "../options/read-options";
import { type CopiedTable, copyTable } from "../wiring/copy-table";
import type { ProcessContext } from "../process-context";
import { showCopied } from "./backup";
import { printJson } from "../output/print-json";

export interface ExportOptions extends TableCommandOptions, ReadOptions {
  readonly table?: string[];
  readonly to: string;
  readonly s3?: string;
}

/** `dynamodb-migrate export`: tables in the layout of the service's own exports, in a folder or in S3. */
export async function exportTables(
  ids: readonly string[],
  options: ExportOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const location = options.s3 === undefined ? undefined : s3Location(options.s3);
  if (location) refuseRate(options, "--s3");
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
  const reading = { service: access.service, rate: options.rate };
  const taken: CopiedTable[] = [];
  for (const table of tables) {
    const prefix = `AWSDynamoDB/${newExportId(context.now())}`;
    const path = join(options.to, table.table.name, prefix);
    taken.push(await copyTable(table, { path, layout: "export", prefix }, reading, context, observer));
  }
  showCopied(taken, options, context);
  if (!options.json) context.error(`Next: ${nextCommandText("import", [options.to], options)}`);
  return exitCode.done;
}

async function toS3(
  { client }: TableAccess,
  tables: readonly ChosenTable[],
  location: S3Location,
  options: ExportOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const exports = [];
  for (const { table, description } of tables) {
    const arn = description.TableArn ?? "";
    const waiting = polling(`export of ${table.name}`, context);
    exports.push({
      table: table.name,
      ...(await exportToS3(client, { name: table.name, arn }, location, waiting)),
    });
  }
  if (options.json) printJson("service-exports", { exports }, context);
  else
    textTable(
      ["table", "items", "size", "manifest", "export"],
      exports.map((one) => [one.table, count(one.items), byteSize(one.bytes), one.manifest ?? "", one.arn]),
    ).forEach(context.error);
  return exitCode.done;
}
