import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { InterruptedError, type RunnerError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { privateFolder } from "../../files/private-files";
import type { ProcessContext } from "../process-context";
import type { TaskMessage, WorkerMessage } from "../worker-process";
import type { WorkerTask } from "../worker-task";
import { TaskFiles } from "./task-files";
import { saveOrder, type TaskOrder } from "./task-order";
import { errorOf, WorkerGroup } from "./worker-group";

/** What a task has found, besides its files. */
export type TaskResult = Extract<TaskMessage, { kind: "task-done" }>;

/** What the process that ordered tasks hears of them. */
export interface TaskEvents<Task> {
  readonly onStart?: (task: Task) => void;
  readonly onProgress?: (message: Extract<WorkerMessage, { kind: "progress" }>) => void;
  readonly onDone?: (task: Task, result: TaskResult) => void;
}

/** How tasks are handed out. */
export interface TaskSettings<Task extends WorkerTask> {
  /** Tasks of each kind that all workers together do at a time. */
  readonly maxAtOnce: Readonly<Record<Task["kind"], number>>;
  readonly onNote: (message: string) => void;
}

/** Tasks that were ordered together. */
interface Order<Task> {
  readonly events: TaskEvents<Task>;
  readonly waiting: Task[];
  readonly results: Map<number, TaskResult>;
  readonly count: number;
  readonly resolve: (results: ReadonlyMap<number, TaskResult>) => void;
  readonly reject: (error: RunnerError) => void;
}

/** Tasks of one kind that a worker does at the same time: one waits for the source while the other waits for the table. */
const tasksOfKind = 1;

/**
 * Worker processes that do tasks. Each does a task of each kind at a time; the task of a worker that exits is given to
 * another one.
 */
export class TaskWorkers<Task extends WorkerTask> {
  readonly files: TaskFiles;
  private readonly group: WorkerGroup;
  /** The tasks of each worker that is ready. */
  private readonly busy = new Map<number, Task[]>();
  private order: Order<Task> | undefined;
  private ended: Promise<void> | undefined;
  private lastTask = 0;
  private readonly forget: () => void;
  private readonly onAbort = (): void => this.group.stop();

  private constructor(
    readonly count: number,
    private readonly settings: TaskSettings<Task>,
    folder: string,
    private readonly context: ProcessContext,
  ) {
    this.files = new TaskFiles(folder);
    this.group = new WorkerGroup(() => ["task-work", folder], context, {
      onProgress: (message) => this.progressed(message),
      onPoint: () => undefined,
      onRetry: () => undefined,
      onNote: settings.onNote,
      onTask: (worker, message) => this.heard(worker, message),
      onExit: (worker) => this.exited(worker),
    });
    this.forget = context.atExit(() => this.removeFolder());
  }

  /** Starts workers. @throws UnreachableError if the folder for their files cannot be made */
  static async start<Task extends WorkerTask>(
    order: TaskOrder,
    settings: TaskSettings<Task>,
    context: ProcessContext,
  ): Promise<TaskWorkers<Task>> {
    const folder = join(resolve(context.cwd, order.runFolder), `${order.kind}-${randomUUID()}`);
    try {
      mkdirSync(folder, { recursive: true, mode: privateFolder });
    } catch (cause) {
      throw unwritable("scratch-unwritable", `cannot make ${folder}`, cause);
    }
    const workers = new TaskWorkers<Task>(order.workers, settings, folder, context);
    await saveOrder(folder, order);
    workers.run();
    return workers;
  }

  /** A number for a task, which no other task has. */
  nextId(): number {
    return ++this.lastTask;
  }

  /** Does tasks, the first ones first. @returns what they found, by id. @throws RunnerError */
  async do(tasks: readonly Task[], events: TaskEvents<Task> = {}): Promise<ReadonlyMap<number, TaskResult>> {
    if (this.context.signal.aborted) throw interrupted();
    if (this.group.failure) throw this.group.failure;
    try {
      return await new Promise((resolved, reject) => {
        this.order = {
          ...{ events, waiting: [...tasks], results: new Map(), count: tasks.length },
          ...{ resolve: resolved, reject },
        };
        this.handOut();
      });
    } finally {
      this.order = undefined;
    }
  }

  /** Ends the workers, and removes their files. */
  async close(): Promise<void> {
    this.context.signal.removeEventListener("abort", this.onAbort);
    this.group.stop();
    await this.ended;
    this.forget();
    this.removeFolder();
  }

  private run(): void {
    this.context.signal.addEventListener("abort", this.onAbort);
    if (this.context.signal.aborted) this.group.stop();
    this.ended = this.group.run(this.count).then(() => {
      this.order?.reject(this.group.failure ?? interrupted());
    });
  }

  private heard(worker: number, message: TaskMessage): void {
    if (message.kind === "ready") this.busy.set(worker, []);
    else {
      const task = this.busy.get(worker)?.find(({ id }) => id === message.task);
      this.busy.set(
        worker,
        (this.busy.get(worker) ?? []).filter((one) => one !== task),
      );
      if (task && message.kind === "task-done") this.done(task, message);
      else if (task && message.kind === "task-failed") this.failed(errorOf(message.error));
    }
    this.handOut();
  }

  private done(task: Task, result: TaskResult): void {
    const { order } = this;
    if (!order) return;
    order.results.set(task.id, result);
    order.events.onDone?.(task, result);
    if (order.results.size === order.count) order.resolve(order.results);
  }

  /** What is still in progress is of no use any more. */
  private failed(error: RunnerError): void {
    for (const [worker, tasks] of this.busy) {
      tasks.forEach(({ id }) => this.group.send(worker, { kind: "cancel", task: id }));
      this.busy.set(worker, []);
    }
    this.order?.waiting.splice(0);
    this.order?.reject(error);
  }

  private exited(worker: number): void {
    const lost = this.busy.get(worker) ?? [];
    this.busy.delete(worker);
    this.order?.waiting.unshift(...lost);
    this.handOut();
  }

  private progressed(message: Extract<WorkerMessage, { kind: "progress" }>): void {
    const isCurrent = [...this.busy.values()].some((tasks) =>
      tasks.some(({ id }) => String(id) === message.shard),
    );
    if (isCurrent) this.order?.events.onProgress?.(message);
  }

  private handOut(): void {
    const { order } = this;
    if (!order || this.context.signal.aborted) return;
    const limits = Object.entries<number>(this.settings.maxAtOnce);
    for (const [worker, tasks] of this.busy)
      for (const [kind, max] of limits) {
        if (tasks.filter((task) => task.kind === kind).length >= tasksOfKind) continue;
        if (this.tasksOf(kind) >= max) continue;
        const at = order.waiting.findIndex((task) => task.kind === kind);
        const [task] = at === -1 ? [] : order.waiting.splice(at, 1);
        if (!task) continue;
        tasks.push(task);
        order.events.onStart?.(task);
        this.group.send(worker, { kind: "task", task });
      }
  }

  private tasksOf(kind: string): number {
    return [...this.busy.values()].flat().filter((task) => task.kind === kind).length;
  }

  private removeFolder(): void {
    rmSync(this.files.folder, { recursive: true, force: true });
  }
}

function interrupted(): InterruptedError {
  return new InterruptedError("interrupted; nothing was changed");
}
