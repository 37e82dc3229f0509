import type { Observer } from "../../pipeline/read/observer";
import type { CopyTask } from "../copy-task";
import type { CopyOptions } from "../options/copy-options";
import type { ProcessContext } from "../process-context";
import { CopyWorkers } from "./copy-workers";
import { requireWorkers } from "./require-workers";
import { scanShares } from "./table-parts";
import type { TableAccess } from "./table-access";
import { copyOrder } from "./task-order";
import { TaskWorkers } from "./task-workers";

/** The options of commands that copy tables by several processes. */
export interface CopyWorkersOptions extends CopyOptions {
  readonly runFolder: string;
}

/**
 * Starts the workers that `--workers` asks for, while tables are copied.
 * @param copy is given what writes the files; `undefined` if this process does
 * @throws RunnerError
 */
export async function withCopyWorkers<Result>(
  { workers: count, rate, runFolder }: CopyWorkersOptions,
  access: Pick<TableAccess, "region" | "endpoint">,
  observer: Observer,
  context: ProcessContext,
  copy: (workers: CopyWorkers | undefined) => Promise<Result>,
): Promise<Result> {
  if (count === undefined) return copy(undefined);
  requireWorkers(context);
  const { maxParts, partRate } = scanShares(count, rate);
  const settings = { maxAtOnce: { copy: maxParts }, onNote: (message: string) => observer.noted(message) };
  const order = copyOrder(access, runFolder, count, context);
  const workers = await TaskWorkers.start<CopyTask>(order, settings, context);
  try {
    return await copy(new CopyWorkers(workers, partRate, context.signal));
  } finally {
    await workers.close();
  }
}
