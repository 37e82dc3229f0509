import { createHash } from "node:crypto";
import { relative, resolve } from "node:path";
import { UsageError } from "../../errors";
import { describeExport, exportFolder, isExportArn } from "../../dynamodb/control/describe-export";
import { AddressError } from "../../sources/sql/database-address";
import { type ExportLocation, LocalExport } from "../../table-files/export/export-location";
import { filesName, readManifest } from "../../table-files/export/dynamodb-export-manifest";
import { DynamoDbExportSource } from "../../table-files/export/dynamodb-export-source";
import { findExportFolders, type TableFiles } from "../../table-files/table-files";
import type { ProcessContext } from "../process-context";
import { s3Exports } from "./source-clients";
import type { TableAccess } from "./table-access";

/** Whether a person names an export in S3: by its location or its ARN. */
export function isInS3(name: string): boolean {
  return name.startsWith("s3://") || isExportArn(name);
}

/**
 * The exports that a person names: a folder with exports, `s3://bucket/prefix/AWSDynamoDB/<export id>`, or an ARN.
 *
 * @throws UsageError, UnreachableError
 */
export async function findExports(
  names: readonly string[],
  { client }: Pick<TableAccess, "client">,
  context: ProcessContext,
): Promise<ExportLocation[]> {
  const found: ExportLocation[] = [];
  for (const name of names) {
    if (isInS3(name)) found.push(exportInS3(await locationOf(name, client), context));
    else found.push(...(await inFolder(name, context)));
  }
  return found;
}

/** A full export in S3, as the files of its table. @throws UsageError, UnreachableError */
export async function exportedFiles(
  name: string,
  { client }: Pick<TableAccess, "client">,
  context: ProcessContext,
): Promise<TableFiles> {
  const found = await locationOf(name, client);
  const location = exportInS3(found, context);
  const { tableArn } = await readManifest(location);
  const manifest = await location.text(filesName);
  return {
    shown: location.shown,
    source: new DynamoDbExportSource(() => location, location.shown),
    reference: { kind: "s3", location: found },
    ...{ table: tableArn?.split("/").at(1), key: undefined },
    fingerprint: createHash("sha256").update(manifest).digest("hex"),
  };
}

/** Where an export is that a person names by its location or its ARN. */
async function locationOf(name: string, client: TableAccess["client"]): Promise<string> {
  return isExportArn(name) ? (exportFolder(await describeExport(client, name)) ?? name) : name;
}

/** An export at `s3://bucket/prefix`. @throws UsageError */
export function exportInS3(location: string, context: ProcessContext): ExportLocation {
  try {
    return s3Exports(location, context)("");
  } catch (cause) {
    if (!(cause instanceof AddressError)) throw cause;
    throw new UsageError("s3-location-invalid", `the export ${cause.message}`, { cause });
  }
}

async function inFolder(name: string, { cwd }: ProcessContext): Promise<ExportLocation[]> {
  const path = resolve(cwd, name);
  const folders = await findExportFolders(path, relative(cwd, path) || ".");
  return folders.map((folder) => new LocalExport(folder.path, folder.shown));
}
