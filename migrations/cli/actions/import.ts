import { UsageError } from "../../errors";
import { count } from "../../report/quantity";
import type { NewTable } from "../../dynamodb/control/new-table";
import { importFromS3 } from "../../dynamodb/control/s3-import";
import { s3Location } from "../../dynamodb/control/s3-location";
import { exitCode, type ExitCode } from "../exit-code";
import { openTableAccess } from "../wiring/table-access";
import { parseKey } from "../options/parse-key";
import { polling } from "../wiring/polling";
import type { ProcessContext } from "../process-context";
import { importChanges } from "./import-changes";
import { adoption, putBack, type RestoreOptions } from "./restore";
import { refuseWorkers } from "../options/workers-option";
import { printJson } from "../output/print-json";

export interface ImportOptions extends RestoreOptions {
  readonly s3?: string;
}

/** `dynamodb-migrate import`: exports into existing tables, or from S3 into one that the service creates. */
export async function importTables(
  paths: readonly string[],
  options: ImportOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  if (options.s3 === undefined)
    return (await importChanges(paths, options, context)) ?? putBack("import", paths, options, context);
  if (paths.length > 0)
    throw new UsageError(
      "files-and-s3",
      `import reads from a folder or with --s3, got both: ${paths.join(", ")}`,
    );
  refuseWorkers(options, "--s3", "DynamoDB imports the items itself");
  if (options.makeTable)
    throw new UsageError("make-table-with-s3", "--make-table does not go with --s3, which makes the table");
  return fromS3(options.s3, options, context);
}

async function fromS3(s3: string, options: ImportOptions, context: ProcessContext): Promise<ExitCode> {
  const location = s3Location(s3);
  const table = newTable(options);
  const access = await openTableAccess(options, context, false);
  try {
    const result = await importFromS3(
      access.client,
      table,
      location,
      polling(`import of ${table.name}`, context),
    );
    const { errors, imported } = result;
    if (options.json)
      printJson("service-import", { table: table.name, ...result, adopt: adoption(table.name) }, context);
    else notes(table.name, imported, errors).forEach(context.error);
    return errors > 0 ? exitCode.incomplete : exitCode.done;
  } finally {
    access.client.destroy();
  }
}

function newTable({ table: name, key }: ImportOptions): NewTable {
  if (name === undefined || key === undefined)
    throw new UsageError(
      "table-missing",
      "--s3 needs --table <name> and --key <attribute:type>, such as --key id or --key id,at:N: the service imports only into a new table",
    );
  return { name, key: parseKey(key) };
}

function notes(name: string, imported: number, errors: number): string[] {
  return [
    `Table ${name} is made, with ${count(imported)} imported items`,
    ...(errors > 0
      ? [
          `${count(errors)} items could not be imported; why is in the log group /aws-dynamodb/imports of CloudWatch`,
        ]
      : []),
    "Of several items with the same key, the service keeps any one and counts each as imported. It makes no index, and imports nothing twice.",
    `Terraform does not know the table: give its entry in tables.yaml name: ${name} and adopt: true, and deploy, so that Terraform takes it over.`,
  ];
}
