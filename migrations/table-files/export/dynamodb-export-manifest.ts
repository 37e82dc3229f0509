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
  tableArn: z.string().nullish(),
  exportTime: z.string().optional(),
  exportFromTime: z.string().optional(),
  exportToTime: z.string().optional(),
  outputView: z.string().optional(),
});

const fileSchema = z.looseObject({
  itemCount: z.number().int(),
  md5Checksum: z.string(),
  dataFileS3Key: z.string(),
});

/** The contents of the manifests of an export. */
export interface Manifest {
  /** Whether the files hold changes instead of all items. */
  readonly isIncremental: boolean;
  readonly files: readonly ExportedFile[];
  /** Absent in exports that this program wrote of an emulator's table. */
  readonly tableArn: string | undefined;
  /** Of a full export: the moment whose items it holds, in milliseconds since 1970. */
  readonly exportTime: number | undefined;
  /** Of an incremental export: the start of its period (inclusive), in milliseconds since 1970. */
  readonly fromTime: number | undefined;
  /** Of an incremental export: the end of its period (exclusive). */
  readonly toTime: number | undefined;
  /** Of an incremental export: whether each change also has the item before it. */
  readonly hasOldImages: boolean;
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
  const time = (text: string | undefined) => timeIn(text, summaryShown);
  return {
    isIncremental,
    tableArn: summary.tableArn ?? undefined,
    exportTime: time(summary.exportTime),
    ...{ fromTime: time(summary.exportFromTime), toTime: time(summary.exportToTime) },
    hasOldImages: summary.outputView !== "NEW_IMAGES" && summary.outputView !== "NEW_IMAGE",
    files: files.map(({ dataFileS3Key, ...file }) => ({
      ...file,
      name: posix.join(folder, posix.basename(dataFileS3Key)),
    })),
  };
}

function timeIn(text: string | undefined, shown: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw wrong(`${shown} is not a manifest: expected an ISO 8601 time, got "${text}"`);
  return time;
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
