import type { RunnerError } from "../../errors";
import { InterruptedError, UnreachableError, UsageError } from "../../errors";
import type { ProcessContext } from "../process-context";
import type { ParentMessage, SentError, TaskMessage, WorkerMessage, WorkerProcess } from "../worker-process";

/** Exits without a row being settled in between, per worker, after which it is no use to start another one. */
const fruitlessExits = 3;

/** What happens in the workers, as their parent needs it. */
export interface GroupEvents {
  readonly onProgress: (message: Extract<WorkerMessage, { kind: "progress" }>) => void;
  readonly onPoint: (worker: number, message: Extract<WorkerMessage, { kind: "point" }>) => void;
  readonly onRetry: (reason: string, items: number) => void;
  readonly onNote: (message: string) => void;
  /** A worker says something of its tasks. @default it has none */
  readonly onTask?: (worker: number, message: TaskMessage) => void;
  /** A worker has exited; another one may be started with its number afterwards. */
  readonly onExit?: (worker: number) => void;
}

/** The workers of a run, wherever they run. */
export interface Workers {
  /** The error that ends the run. */
  readonly failure: RunnerError | undefined;
  /** Failures of sources, by shard; the other shards are moved all the same. */
  readonly failedShards: ReadonlyMap<string, RunnerError>;
  /** Starts workers and resolves once all have exited. */
  run(count: number): Promise<void>;
  /** Lets the workers finish their requests and save. */
  stop(): void;
  /** Ends the workers that have not exited. */
  kill(): void;
}

/** The worker processes of a command. One that exits unexpectedly is replaced. */
export class WorkerGroup implements Workers {
  failure: RunnerError | undefined;
  readonly failedShards = new Map<string, RunnerError>();
  private readonly running = new Map<number, WorkerProcess>();
  private waiting: (() => void)[] = [];
  private exits = 0;
  private rows = 0;
  private isStopping = false;

  constructor(
    /** The command line of a worker. */
    private readonly argumentsOf: (index: number) => readonly string[],
    private readonly context: Pick<ProcessContext, "startWorker" | "error" | "atExit">,
    private readonly events: GroupEvents,
    /** What each worker is told once it is known. It may start without. */
    private readonly toTell: () => Promise<ParentMessage | undefined> = () => Promise.resolve(undefined),
  ) {}

  async run(count: number): Promise<void> {
    const forget = this.context.atExit(() => this.running.forEach((worker) => worker.kill()));
    for (let index = 0; index < count; index++) this.start(index);
    if (this.running.size > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    forget();
  }

  send(index: number, message: ParentMessage): void {
    this.running.get(index)?.send(message);
  }

  stop(): void {
    this.isStopping = true;
    this.running.forEach((worker) => worker.send({ kind: "stop" }));
  }

  kill(): void {
    this.isStopping = true;
    this.running.forEach((worker) => worker.kill());
  }

  private start(index: number): void {
    const worker = this.context.startWorker?.(this.argumentsOf(index), {
      onMessage: (message) => this.heard(index, message),
      onLine: (line) => this.context.error(`worker ${index + 1}: ${line}`),
      onExit: (code, signal) => this.exited(index, code, signal),
    });
    if (!worker) return;
    this.running.set(index, worker);
    for (const shard of this.failedShards.keys()) worker.send({ kind: "skip", shard });
    void this.toTell().then((message) => message && worker.send(message));
  }

  private heard(index: number, message: WorkerMessage): void {
    if (message.kind === "progress") {
      if (message.rows > 0) this.rows++;
      this.events.onProgress(message);
    } else if (message.kind === "point") this.events.onPoint(index, message);
    else if (message.kind === "retried") this.events.onRetry(message.reason, message.items);
    else if (message.kind === "noted") this.events.onNote(message.message);
    else if (message.kind === "failed") this.failed(message);
    else this.events.onTask?.(index, message);
  }

  private failed({ shard, error }: Extract<WorkerMessage, { kind: "failed" }>): void {
    const failure = errorOf(error);
    if (shard === undefined) {
      this.failure ??= failure;
      this.stop();
    } else {
      this.failedShards.set(shard, failure);
      this.running.forEach((worker) => worker.send({ kind: "skip", shard }));
    }
  }

  private exited(index: number, code: number | null, signal: string | null): void {
    this.running.delete(index);
    this.events.onExit?.(index);
    // It found that nothing is left: those that wait need not look themselves.
    if (code === 0) this.running.forEach((worker) => worker.send({ kind: "stop" }));
    if (!wasExpected(code) && !this.isStopping && this.failure === undefined)
      this.replace(index, code, signal);
    if (this.running.size > 0) return;
    this.waiting.forEach((resolve) => resolve());
    this.waiting = [];
  }

  private replace(index: number, code: number | null, signal: string | null): void {
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    this.exits = this.rows > 0 ? 1 : this.exits + 1;
    this.rows = 0;
    if (this.exits <= fruitlessExits * Math.max(1, this.running.size + 1)) {
      this.context.error(`worker ${index + 1} exited unexpectedly (${how}); starting another one`);
      this.start(index);
      return;
    }
    this.failure = new UnreachableError(
      "worker-failed",
      `the workers exited unexpectedly ${this.exits} times without settling a row; the last one ${how}`,
    );
    this.stop();
  }
}

/** Nothing is left to do, a source or a table failed, which it has said, or it was asked to stop. */
function wasExpected(code: number | null): boolean {
  return code === 0 || code === 3 || code === 130;
}

/** The error that a worker has sent. */
export function errorOf({ kind, code, message }: SentError): RunnerError {
  if (kind === "interrupted") return new InterruptedError(message);
  if (kind === "usage") return new UsageError(code as UsageError["code"], message);
  return new UnreachableError(code as UnreachableError["code"], message);
}
