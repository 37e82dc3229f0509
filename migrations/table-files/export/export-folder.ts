import { createHash, randomBytes } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { Item } from "../../items/item";
import { type DataFile, writeDataFile } from "./data-file";
import type { DescribedTable } from "../described-table";
import { ItemPages } from "../item-pages";
import { privateFile, privateFolder } from "../../files/private-files";

/** Uncompressed bytes of a data file; gzip reduces JSON to about a tenth. */
const dataFileBytes = 1024 ** 3;

/** Items that are written to files. */
export interface WrittenItems {
  readonly pages: AsyncIterable<readonly Item[]>;
  /** Told how many items were written so far. */
  readonly onProgress?: (items: number) => void;
  /** Uncompressed bytes after which another data file is started. @default 1 GB */
  readonly dataFileBytes?: number;
}

/** What the files of a table say of it. */
export interface TableHead {
  readonly table: DescribedTable;
  /** Where the folder will be within a bucket, as the manifest names its files. @default "" */
  readonly prefix?: string;
  readonly now: () => Date;
}

export interface ExportSettings extends WrittenItems, TableHead {}

/** A data file in the folder `data` of an export. */
export interface NamedDataFile extends DataFile {
  readonly name: string;
}

/** What was written. */
export interface WrittenFiles {
  readonly items: number;
  readonly bytes: number;
}

/**
 * Writes a table's items as the service lays out a full export: `manifest-summary.json`, `manifest-files.json` and
 * compressed files of lines `{"Item": …}` in `data`. The summary also has the table's key, which the service's lacks.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 *
 * @param folder is made
 */
export function writeExportFolder(folder: string, settings: ExportSettings): Promise<WrittenFiles> {
  return writeExport(folder, settings, (data) => writeDataFiles(data, settings));
}

/** Writes what {@link writeExportFolder} does, around data files that a function writes to the folder that it is given. */
export async function writeExport(
  folder: string,
  settings: TableHead,
  writeData: (folder: string) => Promise<readonly NamedDataFile[]>,
): Promise<WrittenFiles> {
  const startTime = settings.now().toISOString();
  const data = join(folder, "data");
  await mkdir(data, { recursive: true, mode: privateFolder });
  const files = await writeData(data);
  const prefix = settings.prefix ? `${settings.prefix}/` : "";
  const lines = files.map(({ name, itemCount, md5Checksum, etag }) => {
    const entry = { itemCount, md5Checksum, etag, dataFileS3Key: `${prefix}data/${name}` };
    return `${JSON.stringify(entry)}\n`;
  });
  await writeManifest(folder, "manifest-files", lines.join(""));
  const items = files.reduce((sum, file) => sum + file.itemCount, 0);
  const bytes = files.reduce((sum, file) => sum + file.compressedBytes, 0);
  const endTime = settings.now().toISOString();
  const summary = {
    version: "2020-06-30",
    ...{ startTime, endTime, exportTime: startTime },
    tableArn: settings.table.arn ?? null,
    tableName: settings.table.name,
    keySchema: settings.table.key,
    manifestFilesS3Key: `${prefix}manifest-files.json`,
    ...{ billedSizeBytes: bytes, itemCount: items },
    ...{ outputFormat: "DYNAMODB_JSON", exportType: "FULL_EXPORT" },
  };
  await writeManifest(folder, "manifest-summary", JSON.stringify(summary));
  return { items, bytes };
}

/** Writes data files, at least one, to a folder. */
export async function writeDataFiles(
  folder: string,
  { pages, onProgress, dataFileBytes: max = dataFileBytes }: WrittenItems,
): Promise<NamedDataFile[]> {
  const taken = new ItemPages(pages, onProgress);
  const files: NamedDataFile[] = [];
  try {
    while (!taken.isEmpty) {
      const name = `${randomBytes(13).toString("hex")}.json.gz`;
      files.push({ name, ...(await writeDataFile(join(folder, name), taken, max)) });
    }
  } finally {
    await taken.close();
  }
  return files;
}

/** Writes a manifest and, beside it, its MD5 in base64. */
async function writeManifest(folder: string, name: string, text: string): Promise<void> {
  await writeThrough(join(folder, `${name}.json`), text);
  await writeThrough(join(folder, `${name}.md5`), createHash("md5").update(text).digest("base64"));
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, "w", privateFile);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The name of an export's folder as the service gives it: `01693685827463-2d8752fd`. */
export function newExportId(now: Date): string {
  return `0${now.getTime()}-${randomBytes(4).toString("hex")}`;
}
