import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, UsageError } from "../errors";
import { checkDynamodump, dataName, schemaName } from "./json/dynamodump-folder";
import { DynamoDbExportSource } from "./export/dynamodb-export-source";
import { checkItemFile, type ItemList } from "./json/item-file";
import { SourceFile } from "../files/source-file";
import { checkExport, summaryName } from "./export/table-export";

/** Items of one table, in files that `backup` or `export` wrote, the service, or other tools. */
export type TableFiles = ItemList;

/** As deep as exports lie in a folder of tables: `NexusLinks/AWSDynamoDB/01693685827463-2d8752fd`. */
const depth = 4;
/** What is not whole yet, or was never to be, is named so. */
const unfinished = /\.partial-\d+(-[0-9a-f]+)?$/;

/**
 * Finds the files of tables and checks them: a JSON file of items, the folder of an export or of dynamodump, or a
 * folder
 * that holds such.
 *
 * @param path absolute
 * @param shown as a person knows it
 * @throws UsageError where there is none, UnreachableError where one is not as it was written
 */
export async function findTableFiles(
  path: string,
  shown: string,
  signal?: AbortSignal,
): Promise<TableFiles[]> {
  if (unfinished.test(basename(path)))
    throw wrong(`${shown} was left by a backup that did not come to its end; take another one`);
  const entry = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "ENOENT" ? "file or folder not found" : messageOf(cause);
    throw wrong(`cannot read ${shown}: ${reason}; name what backup or export has written`);
  });
  const locations = entry.isDirectory()
    ? await locationsIn(path, shown, depth)
    : [{ path, shown, kind: "json" as const }];
  if (locations.length === 0)
    throw wrong(`${shown} holds no backup: no ${summaryName}, no JSON file of items, no folder with such`);
  const found: TableFiles[] = [];
  for (const { path: within, shown: name, kind } of locations)
    found.push(...(await finders[kind](within, name, signal)));
  return found;
}

/** The folders of exports in a folder, also if it is one itself; none if it is a file or does not exist. */
export async function findExportFolders(path: string, shown: string): Promise<Omit<Location, "kind">[]> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isDirectory()) return [];
  return (await locationsIn(path, shown, depth)).filter(({ kind }) => kind === "export");
}

interface Location {
  readonly path: string;
  readonly shown: string;
  readonly kind: "export" | "dynamodump" | "json";
}

const finders: Record<
  Location["kind"],
  (path: string, shown: string, signal?: AbortSignal) => Promise<TableFiles[]>
> = {
  export: async (...location) => [await exportIn(...location)],
  dynamodump: async (...location) => [await checkDynamodump(...location)],
  json: (path, shown, signal) => checkItemFile(new SourceFile(path, shown), signal),
};

async function locationsIn(path: string, shown: string, levels: number): Promise<Location[]> {
  const entries = (await readdir(path, { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  if (entries.some((entry) => entry.name === summaryName)) return [{ path, shown, kind: "export" }];
  if ([schemaName, dataName].every((name) => entries.some((entry) => entry.name === name)))
    return [{ path, shown, kind: "dynamodump" }];
  const locations = entries
    .filter(({ name }) => !unfinished.test(name))
    .map(async (entry): Promise<Location[]> => {
      const within = { path: join(path, entry.name), shown: join(shown, entry.name) };
      if (entry.isDirectory()) return levels > 0 ? locationsIn(within.path, within.shown, levels - 1) : [];
      return entry.name.endsWith(".json") ? [{ ...within, kind: "json" }] : [];
    });
  return (await Promise.all(locations)).flat();
}

async function exportIn(path: string, shown: string, signal?: AbortSignal): Promise<TableFiles> {
  const table = await checkExport(path, shown, signal);
  const manifest = await readFile(join(path, "manifest-files.json"));
  return {
    shown,
    source: new DynamoDbExportSource(path, shown),
    reference: { kind: "export", path, shown },
    ...table,
    fingerprint: createHash("sha256").update(manifest).digest("hex"),
  };
}

function wrong(message: string): UsageError {
  return new UsageError("backup-wrong", message);
}
