import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { z } from "zod";
import { problemsOf } from "../../yaml-file";
import { messageOf, UnreachableError } from "../errors";
import type { SourceFile, SourceFolder } from "./source-file";

/** A data file of an export, and what the service says of it. */
export interface ExportedFile {
  readonly file: SourceFile;
  readonly itemCount: number;
  /** In base64, of the file as it lies there, packed. */
  readonly md5Checksum: string;
}

const summaryName = "manifest-summary.json";
const filesName = "manifest-files.json";

const summarySchema = z.looseObject({
  outputFormat: z.string(),
  exportType: z.string().optional(),
  itemCount: z.number().int().optional(),
});

const fileSchema = z.looseObject({
  itemCount: z.number().int(),
  md5Checksum: z.string(),
  dataFileS3Key: z.string(),
});

/** The manifest that changes with the export. */
export function filesManifest(folder: SourceFolder): SourceFile {
  return folder.file(filesName);
}

/**
 * Reads the manifests of an export, which lie in the folder `AWSDynamoDB/<export id>` of the bucket:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 *
 * @throws UnreachableError where they cannot be read, or are not those of a full export in DynamoDB JSON
 */
export async function readManifest(folder: SourceFolder): Promise<ExportedFile[]> {
  const summaryFile = folder.file(summaryName);
  const summary = parse(summarySchema, await textOf(summaryFile), summaryFile.shown);
  if (summary.exportType === "INCREMENTAL_EXPORT")
    throw wrong(
      `${summaryFile.shown} is that of an incremental export, which holds changes; take a full one`,
    );
  if (summary.outputFormat !== "DYNAMODB_JSON")
    throw wrong(`${summaryFile.shown}: the outputFormat must be DYNAMODB_JSON, got ${summary.outputFormat}`);
  const list = filesManifest(folder);
  const lines = (await textOf(list)).split("\n").filter((line) => line.trim() !== "");
  const files = lines.map((line) => parse(fileSchema, line, list.shown));
  const itemCount = files.reduce((sum, file) => sum + file.itemCount, 0);
  if (summary.itemCount !== undefined && summary.itemCount !== itemCount)
    throw wrong(`${list.shown} lists ${itemCount} items, but the summary speaks of ${summary.itemCount}`);
  return files.map(({ dataFileS3Key, ...file }) => ({
    ...file,
    file: folder.file(posix.join("data", posix.basename(dataFileS3Key))),
  }));
}

async function textOf(file: SourceFile): Promise<string> {
  try {
    return await readFile(file.path, "utf8");
  } catch (cause) {
    const { code, message } = file.unreadable(cause);
    const remedy = "; an export's folder in the bucket is AWSDynamoDB/<export id>";
    throw new UnreachableError(code, message + remedy, { cause });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string, shown: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(`${shown} is not JSON: ${messageOf(cause)}`);
  }
  const [problem] = problemsOf(schema, value);
  if (problem) throw wrong(`${shown} is not a manifest: ${problem.path.join(".")}: ${problem.message}`);
  return schema.parse(value);
}

function wrong(message: string): UnreachableError {
  return new UnreachableError("source-wrong-shape", message);
}
