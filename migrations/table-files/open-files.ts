import { SourceFile } from "../files/source-file";
import type { Source } from "../sources/source";
import { DynamoDbExportSource } from "./export/dynamodb-export-source";
import type { LocalFilesReference } from "./files-reference";
import { openDynamodump } from "./json/dynamodump-folder";
import { ItemFileSource } from "./json/item-file-source";

/**
 * Opens files that were checked before. An export and a JSON file are compared with what was checked while they are read.
 * @param fingerprint of the check
 */
export async function openFiles(files: LocalFilesReference, fingerprint: string): Promise<Source> {
  const { path, shown } = files;
  if (files.kind === "json") return new ItemFileSource(new SourceFile(path, shown), files.layout, files.list);
  if (files.kind === "dynamodump") return openDynamodump(path, shown, fingerprint);
  return new DynamoDbExportSource(path, shown);
}
