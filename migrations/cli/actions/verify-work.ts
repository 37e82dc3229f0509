import { rmSync } from "node:fs";
import { messageOf, RunnerError } from "../../errors";
import { exitCode, type ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";
import type { VerifyTask } from "../verify-task";
import { connect } from "../wiring/dynamodb";
import { openMigration } from "../wiring/open-migration";
import { TaskFiles } from "../wiring/task-files";
import { readOrder } from "../wiring/verify-order";
import { VerifyTaskWorker } from "../wiring/verify-task-worker";
import type { SentError, WorkerParent } from "../worker-process";

/** Between two messages of a task's progress. */
const messageMs = 200;

/** `dynamodb-migrate verify-work`: does tasks of the process that started this one, until that says stop or has exited. */
export async function verifyWork(folder: string, outer: ProcessContext): Promise<ExitCode> {
  const { parent } = outer;
  if (!parent) return exitCode.usage;
  try {
    const { file, options, cwd, texts, giveUpAfterMs, workers } = await readOrder(folder);
    const context: ProcessContext = {
      ...outer,
      ...{ cwd, giveUpAfterMs: giveUpAfterMs ?? (giveUpAfterMs === null ? Infinity : outer.giveUpAfterMs) },
      ...(texts && { texts: new Map(Object.entries(texts)) }),
      readShare: 1 / workers,
    };
    const migration = await openMigration(file, options, context);
    const connection = connect(migration, options, context);
    const worker = new VerifyTaskWorker(migration, connection, new TaskFiles(folder), options.entity);
    try {
      await new Tasks(worker, parent, context).untilStopped();
    } finally {
      worker.close();
      connection.client.destroy();
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

/** The tasks that the parent has sent. */
class Tasks {
  private readonly running = new Map<
    number,
    { readonly end: AbortController; readonly done: Promise<void> }
  >();

  constructor(
    private readonly worker: VerifyTaskWorker,
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

  private start(task: VerifyTask): void {
    const end = new AbortController();
    const done = this.do(task, AbortSignal.any([this.context.signal, end.signal]));
    this.running.set(task.id, { end, done });
    void done.then(() => this.running.delete(task.id));
  }

  private async do(task: VerifyTask, signal: AbortSignal): Promise<void> {
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
