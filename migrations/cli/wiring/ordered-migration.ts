import { createHash } from "node:crypto";
import { LocatedDocument } from "../../../yaml-file";
import type { Definition } from "../../definition/definition";
import { loadCel } from "../../mapping/expression";
import { DynamoDbExportSource } from "../../table-files/export/dynamodb-export-source";
import { openFiles } from "../../table-files/open-files";
import { type ShownFiles, TableFilesSource } from "../../table-files/table-files-source";
import type { ProcessContext } from "../process-context";
import { exportInS3 } from "./find-exports";
import type { Migration } from "./open-migration";
import type { TableFilesOrder } from "./table-files-order";

/** A restore or an import as a migration that can be run. */
export async function orderedMigration(
  order: TableFilesOrder,
  files: readonly ShownFiles[],
  { env }: Pick<ProcessContext, "env">,
): Promise<Migration> {
  return {
    definition: definitionOf(order),
    target: order.target,
    source: new TableFilesSource(files),
    ...{ compile: await loadCel(), env, local: undefined, tableFiles: order },
  };
}

/** Opens the files again, in a worker. @throws RunnerError */
export async function reopenTableFiles(order: TableFilesOrder, context: ProcessContext): Promise<Migration> {
  const files = order.files.map(async ({ shown, fingerprint, reference }) => {
    const source =
      reference.kind === "s3"
        ? exportSource(reference.location, context)
        : await openFiles(reference, fingerprint);
    return { shown, source };
  });
  return orderedMigration(order, await Promise.all(files), context);
}

function exportSource(name: string, context: ProcessContext): DynamoDbExportSource {
  const location = exportInS3(name, context);
  return new DynamoDbExportSource(() => location, location.shown);
}

function definitionOf({ kind, files }: TableFilesOrder): Definition {
  const prints = files.map(({ shown, fingerprint }) => `${shown} ${fingerprint}`).join("\n");
  const [only] = files;
  return {
    name: files.length === 1 && only ? `${kind}-${only.table}` : kind,
    fileName: files.map(({ shown }) => shown).join(" "),
    source: { kind: "dynamodbExport", location: "." },
    entities: files.map(({ shown, table }) => ({
      name: table,
      from: { file: shown },
      to: table,
      omitNull: false,
    })),
    fingerprint: createHash("sha256").update(prints).digest("hex"),
    document: LocatedDocument.parse(kind, ""),
  };
}
