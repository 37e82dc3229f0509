import { posix } from "node:path";
import { z } from "zod";
import { problemsOf } from "../../../yaml-file";
import { messageOf, UnreachableError } from "../../errors";
import type { ExportLocation } from "./export-location";

/** A data file of an export, and what the service says of it. */
export interface ExportedFile {
  /** Relative to the export. */
  readonly name: string;
  readonly itemCount: number;
  /** In base64, of the compressed file. */
  readonly md5Checksum: string;
}

const summaryName = "manifest-summary.json";
/** The manifest that changes with the export. */
export const filesName = "manifest-files.json";

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

/** What the manifests say of an export. */
export interface Manifest {
  /** Whether the files hold changes instead of all items. */
  readonly isIncremental: boolean;
  readonly files: readonly ExportedFile[];
}

/**
 * Reads the manifests of an export, which lie in the folder `AWSDynamoDB/<export id>` of the bucket:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 *
 * @throws UnreachableError where they cannot be read, or are not those of an export in DynamoDB JSON
 */
export async function readManifest(location: ExportLocation): Promise<Manifest> {
  const [summaryShown, listShown] = [location.shownFile(summaryName), location.shownFile(filesName)];
  const summary = parse(summarySchema, await textOf(location, summaryName), summaryShown);
  if (summary.outputFormat !== "DYNAMODB_JSON")
    throw wrong(`${summaryShown}: the outputFormat must be DYNAMODB_JSON, got ${summary.outputFormat}`);
  const lines = (await textOf(location, filesName)).split("\n").filter((line) => line.trim() !== "");
  const files = lines.map((line) => parse(fileSchema, line, listShown));
  const itemCount = files.reduce((sum, file) => sum + file.itemCount, 0);
  if (summary.itemCount !== undefined && summary.itemCount !== itemCount)
    throw wrong(`${listShown} lists ${itemCount} items, but the summary speaks of ${summary.itemCount}`);
  const isIncremental = summary.exportType === "INCREMENTAL_EXPORT";
  // All incremental exports of a bucket have their data in one folder, beside those of the exports.
  const folder = isIncremental ? "../data" : "data";
  return {
    isIncremental,
    files: files.map(({ dataFileS3Key, ...file }) => ({
      ...file,
      name: posix.join(folder, posix.basename(dataFileS3Key)),
    })),
  };
}

async function textOf(location: ExportLocation, name: string): Promise<string> {
  try {
    return await location.text(name);
  } catch (cause) {
    const { code, message } = cause as UnreachableError;
    if (code === "source-refused") throw cause;
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
