import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { problemsOf } from "../../../yaml-file";
import { messageOf, UnreachableError } from "../../errors";
import { readManifest } from "./dynamodb-export-manifest";
import { LocalExport, refuseLink } from "./export-location";
import { type SourceFile, SourceFolder } from "../../files/source-file";
import { keySchema } from "./key-schema";

/** What tells the folder of an export. */
export const summaryName = "manifest-summary.json";
const manifests = ["manifest-summary", "manifest-files"];

const summarySchema = z.looseObject({
  tableName: z.string().optional(),
  tableArn: z.string().nullish(),
  keySchema: keySchema.optional(),
});

/** What an export's summary says of its table. Only exports of this program say its key. */
export interface ExportedTable {
  readonly table: string | undefined;
  readonly key: z.output<typeof keySchema> | undefined;
}

/**
 * Checks every file of an export against its checksum before it is used.
 *
 * @throws UnreachableError if one is missing or differs
 */
export async function checkExport(path: string, shown: string, signal?: AbortSignal): Promise<ExportedTable> {
  const folder = new SourceFolder(path, shown);
  for (const name of manifests) await checkManifest(folder, name);
  const { files, isIncremental } = await readManifest(new LocalExport(path, shown));
  if (isIncremental)
    throw damaged(`${folder.file(summaryName).shown} is that of an incremental export, which holds changes`);
  for (const { name, md5Checksum } of files) {
    const file = folder.file(name);
    await refuseLink(path, name, file);
    const md5 = await md5Of(file, signal);
    if (md5 !== md5Checksum)
      throw damaged(`${file.shown} is not as it was written: its MD5 must be ${md5Checksum}, got ${md5}`);
  }
  return tableOf(folder.file(summaryName));
}

/** The service puts a manifest's checksum beside it; a copy may have come without. */
async function checkManifest(folder: SourceFolder, name: string): Promise<void> {
  const sum = await readFile(folder.file(`${name}.md5`).path, "utf8").catch(() => undefined);
  if (sum === undefined) return;
  const file = folder.file(`${name}.json`);
  const text = await readFile(file.path).catch((cause: unknown) => {
    throw file.unreadable(cause);
  });
  const md5 = createHash("md5").update(text).digest("base64");
  if (md5 !== sum.trim())
    throw damaged(`${file.shown} is not as it was written: its MD5 must be ${sum.trim()}, got ${md5}`);
}

async function md5Of(file: SourceFile, signal: AbortSignal | undefined): Promise<string> {
  const md5 = createHash("md5");
  try {
    const reading = file.read({ signal, see: (bytes) => md5.update(bytes) })[Symbol.asyncIterator]();
    while (!(await reading.next()).done);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw damaged(messageOf(cause));
  }
  return md5.digest("base64");
}

async function tableOf(file: SourceFile): Promise<ExportedTable> {
  const summary: unknown = JSON.parse(await readFile(file.path, "utf8"));
  const [problem] = problemsOf(summarySchema, summary);
  if (problem) throw damaged(`${file.shown}: ${problem.path.join(".")}: ${problem.message}`);
  const { tableName, tableArn, keySchema: key } = summarySchema.parse(summary);
  return { table: tableName ?? tableArn?.split("/").at(-1), key };
}

function damaged(message: string): UnreachableError {
  return new UnreachableError("source-damaged", `${message}; take it again, or use another copy`);
}
