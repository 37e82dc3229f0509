import { UsageError } from "../../errors";
import { restoreBackup } from "../../dynamodb/control/on-demand-backups";
import { exitCode, type ExitCode } from "../exit-code";
import { refuseRejects } from "../output/rejects-file";
import { nextCommand } from "../output/next-command";
import { openTableAccess } from "../wiring/table-access";
import type { TableCommandOptions } from "../options/table-options";
import { controlTableOf, cutoverIn } from "../wiring/obey-authority";
import { obeyTableAuthority } from "../wiring/obey-table-authority";
import { openTableFiles } from "../wiring/open-table-files";
import { parseKey } from "../options/parse-key";
import { polling } from "../wiring/polling";
import { refuseWithWorkers } from "../wiring/refuse-with-workers";
import type { ProcessContext } from "../process-context";
import { moveRows, type RunOptions } from "./run";
import { refuseWorkers, type WorkersOption } from "../options/workers-option";
import { printJson } from "../output/print-json";

export interface RestoreOptions extends TableCommandOptions, Omit<RunOptions, "entity" | "limit"> {
  readonly to?: string;
  readonly table?: string;
  readonly makeTable?: boolean;
  /** As it was written: `id` or `id,at:N`. */
  readonly key?: string;
}

/** `dynamodb-migrate restore` and `import`: items from files into tables that are there. */
export async function putBack(
  kind: "restore" | "import",
  paths: readonly string[],
  options: RestoreOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  refuseRejects(options);
  refuseWithWorkers(options, context);
  if (paths.length === 0)
    throw new UsageError(
      "files-missing",
      `name what to ${kind}: a folder or file that backup or export has written`,
    );
  if (options.key !== undefined && !options.makeTable)
    throw new UsageError(
      "key-without-table",
      "--key goes with --make-table or --s3: it is the key of a new table",
    );
  const key = options.key === undefined ? undefined : parseKey(options.key);
  const access = await openTableAccess(options, context, options.to !== undefined);
  try {
    const into = { ...options, key, makeTable: options.makeTable && !options.dryRun };
    const cutover = cutoverIn(access.opened, options);
    const migration = { ...(await openTableFiles(kind, paths, into, access, context)), cutover };
    if (!options.dryRun) {
      const tables = Object.keys(migration.target.tables);
      const control = controlTableOf(migration, context);
      await obeyTableAuthority(kind, { tables, client: access.client, control }, context);
    }
    const settings = { ...options, ...(access.endpoint && { endpoint: access.endpoint }) };
    const next = nextCommand("status", [], options);
    const { fileName: file } = migration.definition;
    return await moveRows({ options: settings, context, migration, file, next });
  } finally {
    access.client.destroy();
  }
}

export interface ServiceRestoreOptions extends TableCommandOptions, WorkersOption {
  readonly fromBackup: string;
  readonly to?: string;
}

/** `dynamodb-migrate restore --from-backup`: an on-demand backup of the service into a table that it makes. */
export async function restoreFromService(
  { fromBackup: arn, to, ...options }: ServiceRestoreOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  if (to === undefined)
    throw new UsageError(
      "name-missing",
      "--from-backup needs --to <name>: the service restores only into a new table",
    );
  refuseWorkers(options, "--from-backup", "DynamoDB restores the table itself");
  const access = await openTableAccess(options, context, false);
  try {
    const tableArn = await restoreBackup(access.client, arn, to, polling(`restore of ${to}`, context));
    if (options.json)
      printJson("service-restore", { table: to, arn: tableArn, adopt: adoption(to) }, context);
    else notes(to).forEach(context.error);
    return exitCode.done;
  } finally {
    access.client.destroy();
  }
}

/** What tables.yaml must say of a table that Terraform did not make. */
export function adoption(name: string): { readonly name: string; readonly adopt: true } {
  return { name, adopt: true };
}

function notes(name: string): string[] {
  return [
    `Table ${name} is restored`,
    "The service does not restore tags, time to live, streams, autoscaling, point-in-time recovery, deletion protection, alarms and policies.",
    `Terraform does not know the table: give its entry in tables.yaml name: ${name} and adopt: true, and deploy, so that Terraform takes it over and sets all of these.`,
  ];
}
