import { relative, resolve } from "node:path";
import { writeExportFolder, type WrittenFiles } from "../../table-files/export/export-folder";
import { writeJsonFile } from "../../table-files/json/json-file";
import { writeWhole } from "../../table-files/unfinished-path";
import { keyAttributes } from "../../items/target-table";
import { TableScan } from "../../dynamodb/reader/table-scan";
import type { Observer } from "../../pipeline/read/observer";
import { emptyTally } from "../../pipeline/read/tally";
import { machineDigest } from "./machine";
import type { ChosenTable } from "./chosen-table";
import type { CopySettings, CopyWorkers } from "./copy-workers";
import type { TableAccess } from "./table-access";
import type { ReadOptions } from "../options/read-options";
import { readRate } from "./read-rate";
import type { ProcessContext } from "../process-context";

/** A table that is now in files. */
export interface CopiedTable {
  readonly table: string;
  /** As a person knows it. */
  readonly path: string;
  readonly items: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Where a table goes to. */
export interface Destination {
  /** Relative to where the command was called. */
  readonly path: string;
  readonly layout: "export" | "json";
  /** How the manifest names its folder within a bucket. */
  readonly prefix?: string;
}

/** How a table is read. */
export interface Reading extends Pick<TableAccess, "service">, ReadOptions {
  /** @default this process reads */
  readonly workers?: CopyWorkers | undefined;
}

/** Copies a table's items to files, which are there only once they are whole. */
export async function copyTable(
  { table, description }: ChosenTable,
  { path, layout, prefix }: Destination,
  reading: Reading,
  context: ProcessContext,
  observer: Observer,
): Promise<CopiedTable> {
  const full = resolve(context.cwd, path);
  const shown = relative(context.cwd, full);
  const startedMs = context.monotonic();
  const expected = description.ItemCount ?? 0;
  observer.started(table.name, table.name, shown);
  const settings: CopySettings = {
    table: { name: table.name, arn: description.TableArn, key: keyAttributes(table) },
    now: context.now,
    onProgress: (items) =>
      observer.progressed(table.name, {
        ...{ rows: items, unit: "item" },
        total: expected > 0 ? Math.max(items, expected) : undefined,
      }),
    ...(prefix && { prefix }),
  };
  const { pid, isAlive, identity } = context;
  const writing = { pid, isAlive, machine: machineDigest(identity) };
  const write = writerOf(layout, reading, context);
  const { items, bytes } = await writeWhole(full, writing, (unfinished) => write(unfinished, settings));
  observer.ended(table.name, { ...emptyTally, rows: items, read: items, written: items });
  return { table: table.name, path: shown, items, bytes, seconds: (context.monotonic() - startedMs) / 1000 };
}

/** What scans a table and writes it to a path. */
function writerOf(
  layout: Destination["layout"],
  { service, rate, workers }: Reading,
  { signal }: ProcessContext,
): (path: string, settings: CopySettings) => Promise<WrittenFiles> {
  const isJson = layout === "json";
  if (workers)
    return (path, settings) =>
      isJson ? workers.writeJsonFile(path, settings) : workers.writeExportFolder(path, settings);
  const write = isJson ? writeJsonFile : writeExportFolder;
  return (path, settings) => {
    const pages = new TableScan(service, settings.table.name, { rate: readRate(rate) }).scan(signal);
    return write(path, { ...settings, pages });
  };
}
