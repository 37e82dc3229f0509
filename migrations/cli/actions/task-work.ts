import { rmSync } from "node:fs";
import { anySignal } from "../../any-signal";
import { messageOf, RunnerError } from "../../errors";
import { exitCode, type ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";
import { CopyTaskWorker } from "../wiring/copy-task-worker";
import { connect, connectTo } from "../wiring/dynamodb";
import { openMigration } from "../wiring/open-migration";
import { TaskFiles } from "../wiring/task-files";
import { readOrder, type TaskOrder } from "../wiring/task-order";
import type { TaskWorker } from "../wiring/task-worker";
import { VerifyTaskWorker } from "../wiring/verify-task-worker";
import type { SentError, WorkerParent } from "../worker-process";
import type { WorkerTask } from "../worker-task";

/** Between two messages of a task's progress. */
const messageMs = 200;

/** `dynamodb-migrate task-work`: does tasks of the process that started this one, until that says stop or has exited. */
export async function taskWork(folder: string, outer: ProcessContext): Promise<ExitCode> {
  const { parent } = outer;
  if (!parent) return exitCode.usage;
  try {
    const order = await readOrder(folder);
    const { cwd, giveUpAfterMs, workers } = order;
    const context: ProcessContext = {
      ...outer,
      ...{ cwd, giveUpAfterMs: giveUpAfterMs ?? (giveUpAfterMs === null ? Infinity : outer.giveUpAfterMs) },
      readShare: 1 / workers,
    };
    const worker = await openWorker(order, new TaskFiles(folder), context);
    try {
      await new Tasks(worker, parent, context).untilStopped();
    } finally {
      worker.close();
    }
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
    parent.send({ kind: "failed", error: sent(error) });
    return exitCode.unreachable;
  } finally {
    // The process that would remove the folder is gone: no items are left on the disk.
    if (parent.isGone()) rmSync(folder, { recursive: true, force: true });
  }
  return exitCode.done;
}

/** The tasks of an order are of its kind. */
async function openWorker(order: TaskOrder, files: TaskFiles, outer: ProcessContext): Promise<TaskWorker> {
  if (order.kind === "copy") return new CopyTaskWorker(connectTo(order.endpoint, order.region, outer), files);
  const { file, options, texts } = order;
  const context = texts ? { ...outer, texts: new Map(Object.entries(texts)) } : outer;
  const migration = await openMigration(file, options, context);
  const connection = connect(migration, options, context);
  return new VerifyTaskWorker(migration, connection, files, options.entity);
}

/** The tasks that the parent has sent. */
class Tasks {
  private readonly running = new Map<
    number,
    { readonly end: AbortController; readonly done: Promise<void> }
  >();

  constructor(
    private readonly worker: TaskWorker,
    private readonly parent: WorkerParent,
    private readonly context: Pick<ProcessContext, "signal" | "monotonic">,
  ) {}

  async untilStopped(): Promise<void> {
    const { signal } = this.context;
    this.parent.onMessage((message) => {
      if (message.kind === "task") this.start(message.task);
      else if (message.kind === "cancel") this.running.get(message.task)?.end.abort();
    });
    this.parent.send({ kind: "ready" });
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private start(task: WorkerTask): void {
    const end = new AbortController();
    const done = this.do(task, anySignal(this.context.signal, end.signal));
    this.running.set(task.id, { end, done });
    void done.then(() => this.running.delete(task.id));
  }

  private async do(task: WorkerTask, signal: AbortSignal): Promise<void> {
    const { parent, context } = this;
    let sentAt = -Infinity;
    try {
      const found = await this.worker.do(task, {
        signal,
        onProgress: ({ rows, total }) => {
          const now = context.monotonic();
          if (now - sentAt < messageMs) return;
          sentAt = now;
          parent.send({ kind: "progress", shard: String(task.id), rows, total });
        },
      });
      parent.send({ kind: "task-done", task: task.id, ...found });
    } catch (error) {
      parent.send({ kind: "task-failed", task: task.id, error: sent(error) });
    }
  }
}

/** An error that is no {@link RunnerError} is a defect, whose stack trace is what helps. */
function sent(error: unknown): SentError {
  if (error instanceof RunnerError) return { kind: error.kind, code: error.code, message: error.message };
  const message = error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
  return { kind: "unreachable", code: "worker-failed", message };
}
