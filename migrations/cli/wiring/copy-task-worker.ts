import { join } from "node:path";
import { TableScan } from "../../dynamodb/reader/table-scan";
import { writeDataFiles } from "../../table-files/export/export-folder";
import { writeJsonItems } from "../../table-files/json/json-file";
import type { CopyTask } from "../copy-task";
import type { Connection } from "./dynamodb";
import { readRate } from "./read-rate";
import type { TaskFiles } from "./task-files";
import type { DoingTask, Found, TaskWorker } from "./task-worker";

/** Copies segments of tables to files. */
export class CopyTaskWorker implements TaskWorker<CopyTask> {
  constructor(
    private readonly connection: Connection,
    private readonly files: TaskFiles,
  ) {}

  async do(task: CopyTask, { signal, onProgress }: DoingTask): Promise<Found> {
    const { id, table, first, of, segments, rate, folder, keyNames } = task;
    const scan = { segments, part: { first, of }, rate: readRate(rate) };
    const settings = {
      pages: new TableScan(this.connection.service, table, scan).scan(signal),
      onProgress: (rows: number) => onProgress({ rows, total: undefined }),
    };
    if (folder === undefined)
      return { items: await writeJsonItems(this.files.items(id), keyNames, settings) };
    return { dataFiles: await writeDataFiles(join(folder, "data"), settings) };
  }

  close(): void {
    this.connection.client.destroy();
  }
}
