import { join, resolve } from "node:path";
import { InterruptedError, UnreachableError, UsageError } from "../../errors";
import { byteSize, count, counted } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import { countItems, deleteTable } from "../../dynamodb/control/tables";
import { checkExport } from "../../table-files/export/table-export";
import { exitCode, type ExitCode } from "../exit-code";
import { nextCommandText } from "../output/next-command";
import type { ChosenTable } from "../wiring/chosen-table";
import { controlIn } from "../wiring/obey-authority";
import { obeyTableAuthority } from "../wiring/obey-table-authority";
import { openTableAccess, type TableAccess } from "../wiring/table-access";
import { chooseByName } from "../wiring/table-by-name";
import type { TableCommandOptions } from "../options/table-options";
import { polling } from "../wiring/polling";
import { makeObserver } from "../output/progress";
import { tablesInOutputs } from "../wiring/tables-in-outputs";
import { copyTable } from "../wiring/copy-table";
import { timeStamp } from "../wiring/time-stamp";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

export interface DeleteOptions extends TableCommandOptions {
  readonly yes?: boolean;
  /** `false`: without a backup. */
  readonly backup: boolean;
  readonly to?: string;
}

/** A table that is gone. */
interface DeletedTable {
  readonly table: string;
  readonly items: number;
  /** Where its backup is. */
  readonly backup: string | null;
}

/** `dynamodb-migrate tables delete`: deletes tables that Terraform did not make, each after a backup of it. */
export async function deleteTables(
  names: readonly string[],
  options: DeleteOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const access = await openTableAccess(options, context, false);
  try {
    const tables: ChosenTable[] = [];
    for (const name of new Set(names)) tables.push(await chooseByName(access, name));
    refuseKept(tables, access);
    await obeyCutover(tables, access, options, context);
    await confirm(tables, access, options, context);
    const folder = options.to ?? join("backups", timeStamp(context.now()));
    const deleted: DeletedTable[] = [];
    for (const table of tables) deleted.push(await deleteOne(table, folder, access, options, context));
    show(deleted, options, context);
    return exitCode.done;
  } finally {
    access.client.destroy();
  }
}

/** @throws UsageError if an application that is being cut over relies on a table */
async function obeyCutover(
  chosen: readonly ChosenTable[],
  { opened, client }: TableAccess,
  options: DeleteOptions,
  context: ProcessContext,
): Promise<void> {
  const control = controlIn(opened, options, context);
  const tables = chosen.map(({ table }) => table.name);
  await obeyTableAuthority("tables delete", { tables, client, control }, context);
}

/** All reasons against it at once. @throws UsageError */
function refuseKept(tables: readonly ChosenTable[], { opened }: TableAccess): void {
  const known = tablesInOutputs(opened);
  const reasons = tables.flatMap(({ table: { name }, description }) => [
    ...(known.has(name)
      ? [
          `table ${name} is ${known.get(name)} in ${opened?.outputsName} and managed by Terraform; delete it with Terraform instead`,
        ]
      : []),
    ...(description.DeletionProtectionEnabled
      ? [
          `table ${name} has deletion protection; switch it off with aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled, and call again`,
        ]
      : []),
  ]);
  if (reasons.length > 0) throw new UsageError("table-kept", reasons.join("\n"));
}

/** Lists what will be deleted, and has the names typed. @throws UsageError where nobody confirms it */
async function confirm(
  tables: readonly ChosenTable[],
  { place: access }: TableAccess,
  { yes, json, backup }: DeleteOptions,
  { ask, error, signal }: ProcessContext,
): Promise<void> {
  if (!json) {
    error(`To be deleted in ${access}${backup ? ", each after a backup" : ", without a backup"}:`);
    const rows = tables.map(({ table, description }) => [
      ...[table.name, count(description.ItemCount ?? 0), byteSize(description.TableSizeBytes ?? 0)],
    ]);
    textTable(["table", "items", "size"], rows).forEach(error);
  }
  if (yes) return;
  const names = tables.map(({ table }) => table.name);
  if (!ask)
    throw new UsageError(
      "not-confirmed",
      "nothing was deleted: nobody can be asked here; confirm it with --yes",
    );
  const typed = await ask("Type the names, with spaces between them, to delete them for good: ").catch(
    (cause: unknown) => {
      if (signal.aborted) throw new InterruptedError("interrupted; nothing was deleted");
      throw cause;
    },
  );
  const words = typed.trim().split(/[\s,]+/);
  if (words.toSorted().join(" ") === names.toSorted().join(" ")) return;
  throw new UsageError(
    "not-confirmed",
    `nothing was deleted: expected ${names.join(" ")}, got "${typed.trim()}"`,
  );
}

async function deleteOne(
  chosen: ChosenTable,
  folder: string,
  access: TableAccess,
  options: DeleteOptions,
  context: ProcessContext,
): Promise<DeletedTable> {
  const { name } = chosen.table;
  const backup = options.backup
    ? await provenBackup(chosen, join(folder, name), access, options, context)
    : undefined;
  if (context.signal.aborted) throw new InterruptedError(`interrupted; table ${name} was not deleted`);
  await deleteTable(access.client, name, polling(`deletion of ${name}`, context));
  if (!options.json) context.error(`${name}: deleted${backup ? `; its backup is ${backup.path}` : ""}`);
  return {
    table: name,
    items: backup?.items ?? chosen.description.ItemCount ?? 0,
    backup: backup?.path ?? null,
  };
}

/** A backup whose files are as they were written, and that has as many items as the table. @throws UnreachableError */
async function provenBackup(
  chosen: ChosenTable,
  path: string,
  access: TableAccess,
  options: DeleteOptions,
  context: ProcessContext,
): Promise<{ readonly path: string; readonly items: number }> {
  const { name } = chosen.table;
  const observer = makeObserver(context, { quiet: options.json ?? false });
  const taken = await copyTable(chosen, { path, layout: "export" }, access, context, observer);
  await checkExport(resolve(context.cwd, path), taken.path, context.signal);
  const items = await countItems(access.client, name, context.signal);
  if (items === taken.items) return taken;
  throw new UnreachableError(
    "table-changed",
    `table ${name} was not deleted: it has ${counted(items, "item")}, its backup ${count(taken.items)}; stop what writes to it, and call again`,
  );
}

function show(deleted: readonly DeletedTable[], options: DeleteOptions, context: ProcessContext): void {
  if (options.json) return printJson("deleted-tables", { deleted }, context);
  context.error(`${counted(deleted.length, "table")} deleted`);
  const backups = deleted.flatMap(({ backup }) => backup ?? []);
  if (backups.length > 0)
    context.error(
      `To restore one: ${nextCommandText("restore", [backups[0] ?? "", "--make-table"], options)}`,
    );
}
