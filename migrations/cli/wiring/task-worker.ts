import type { Progress } from "../../pipeline/read/observer";
import type { TaskMessage } from "../worker-process";
import type { WorkerTask } from "../worker-task";

/** What a task has found, besides its files. */
export type Found = Omit<Extract<TaskMessage, { kind: "task-done" }>, "kind" | "task">;

/** How a task is done. */
export interface DoingTask {
  readonly signal: AbortSignal;
  /** Called often. */
  readonly onProgress: (progress: Pick<Progress, "rows" | "total">) => void;
}

/** Does the tasks of one order; each can be done again from its start. */
export interface TaskWorker<Task extends WorkerTask = WorkerTask> {
  /** @throws RunnerError */
  do(task: Task, doing: DoingTask): Promise<Found>;
  close(): void;
}
