import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, UsageError } from "../errors";
import type { RowsFrom } from "./source";
import { SourceFile } from "./source-file";
import { checkExport, type ExportedTable, summaryName } from "./table-export";
import { checkTableJson, itemsAt } from "./table-json";

/** Items of one table, in files that `backup` or `export` wrote, or the service. */
export interface TableFiles extends ExportedTable {
  /** As a person knows them. */
  readonly shown: string;
  /** Relative to where the path shown is. */
  readonly from: RowsFrom;
  /** Changes with the items. */
  readonly fingerprint: string;
}

/** As deep as exports lie in a folder of tables: `NexusLinks/AWSDynamoDB/01693685827463-2d8752fd`. */
const depth = 4;
/** What is not whole yet, or was never to be, is named so. */
const unfinished = /\.partial-\d+$/;

/**
 * Finds the files of tables, and holds them against their checksums: a JSON file, the folder of an export, or a
 * folder that holds such.
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
    const reason = cause.code === "ENOENT" ? "there is no such file or folder" : messageOf(cause);
    throw wrong(`cannot read ${shown}: ${reason}; name what backup or export has written`);
  });
  const places = entry.isDirectory()
    ? await placesIn(path, shown, depth)
    : [{ path, shown, isFolder: false }];
  if (places.length === 0)
    throw wrong(`${shown} holds no backup: no ${summaryName}, no JSON file of items, no folder with such`);
  const found: TableFiles[] = [];
  for (const place of places)
    found.push(await (place.isFolder ? exportIn(place, signal) : jsonIn(place, signal)));
  return found;
}

interface Place {
  readonly path: string;
  readonly shown: string;
  readonly isFolder: boolean;
}

async function placesIn(path: string, shown: string, levels: number): Promise<Place[]> {
  const entries = (await readdir(path, { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  if (entries.some((entry) => entry.name === summaryName)) return [{ path, shown, isFolder: true }];
  const places = entries
    .filter(({ name }) => !unfinished.test(name))
    .map(async (entry): Promise<Place[]> => {
      const within = { path: join(path, entry.name), shown: join(shown, entry.name) };
      if (entry.isDirectory()) return levels > 0 ? placesIn(within.path, within.shown, levels - 1) : [];
      return entry.name.endsWith(".json") ? [{ ...within, isFolder: false }] : [];
    });
  return (await Promise.all(places)).flat();
}

async function exportIn({ path, shown }: Place, signal?: AbortSignal): Promise<TableFiles> {
  const table = await checkExport(path, shown, signal);
  const manifest = await readFile(join(path, "manifest-files.json"));
  return {
    shown,
    from: { folder: shown },
    ...table,
    fingerprint: createHash("sha256").update(manifest).digest("hex"),
  };
}

async function jsonIn({ path, shown }: Place, signal?: AbortSignal): Promise<TableFiles> {
  const file = new SourceFile(path, shown);
  const { TableName: table, KeySchema: key } = await checkTableJson(file, signal);
  const fingerprint = createHash("sha256")
    .update(await file.version())
    .digest("hex");
  return { shown, from: { file: shown, at: itemsAt }, table, key, fingerprint };
}

function wrong(message: string): UsageError {
  return new UsageError("backup-wrong", message);
}
