import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type NamedDataFile,
  type TableHead,
  writeExport,
  type WrittenFiles,
  type WrittenItems,
} from "../../table-files/export/export-folder";
import { joinJsonFile } from "../../table-files/json/json-file";
import type { CopyTask } from "../copy-task";
import { SummedProgress } from "./summed-progress";
import { tableParts } from "./table-parts";
import type { TaskResult, TaskWorkers } from "./task-workers";

/** What is written of a table. */
export interface CopySettings extends TableHead, Pick<WrittenItems, "onProgress"> {}

/** Copies tables to files with worker processes; the files are those of a copy by one process, in other pieces. */
export class CopyWorkers {
  /** @param partRate read units per second of one part of a table. @default no limit */
  constructor(
    private readonly workers: TaskWorkers<CopyTask>,
    private readonly partRate: number | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** Writes the folder of an export. @throws RunnerError once no worker writes to it */
  writeExportFolder(folder: string, settings: CopySettings): Promise<WrittenFiles> {
    return writeExport(folder, settings, async (data) => {
      const results = await this.copy(settings, folder);
      const files = results.flatMap(({ dataFiles = [] }) => dataFiles);
      const filled = files.filter(({ itemCount }) => itemCount > 0);
      const listed = filled.length > 0 ? filled : files.slice(0, 1);
      await keepOnly(listed, data);
      return listed;
    });
  }

  /** Writes a JSON file. @throws RunnerError */
  async writeJsonFile(path: string, settings: CopySettings): Promise<WrittenFiles> {
    const results = await this.copy(settings);
    const parts = results.map(({ task, items = 0 }) => ({ path: this.workers.files.items(task), items }));
    return joinJsonFile(path, settings, parts, this.signal);
  }

  private async copy({ table, onProgress }: CopySettings, folder?: string): Promise<TaskResult[]> {
    const { workers } = this;
    const keyNames = table.key.map(({ name }) => name);
    const of = {
      kind: "copy",
      table: table.name,
      keyNames,
      ...(folder !== undefined && { folder }),
    } as const;
    const tasks = tableParts(workers.count, this.partRate).map((part) => ({
      ...{ ...of, ...part, id: workers.nextId() },
    }));
    const progress = new SummedProgress();
    const show = (task: number | string, items: number): void => {
      progress.set(String(task), items, undefined);
      onProgress?.(progress.progress.rows);
    };
    try {
      const results = await workers.do(tasks, {
        onStart: ({ id }) => show(id, 0),
        onProgress: ({ shard, rows }) => show(shard, rows),
        onDone: ({ id }, result) => show(id, itemsOf(result)),
      });
      return tasks.map(({ id }) => results.get(id) as TaskResult);
    } catch (error) {
      // The files are removed next.
      await workers.close();
      throw error;
    }
  }
}

function itemsOf({ dataFiles = [], items = 0 }: TaskResult): number {
  return dataFiles.reduce((sum, { itemCount }) => sum + itemCount, items);
}

/** Removes what killed workers have left, and files without items. */
async function keepOnly(files: readonly NamedDataFile[], folder: string): Promise<void> {
  const names = new Set(files.map(({ name }) => name));
  for (const name of await readdir(folder)) if (!names.has(name)) await rm(join(folder, name));
}
