import { type ChildProcess, spawn } from "node:child_process";
import { type Exit, isRetried, type RetryStrategy } from "./evaluate-on-exit";

/** What stands for a container image: a program, which gets the command of the job. */
export interface BatchImage {
  readonly entryPoint: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** What a job executes. */
export interface BatchContainer {
  readonly image: BatchImage;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly retryStrategy: RetryStrategy;
}

export type ChildState = "RUNNING" | "SUCCEEDED" | "FAILED";

/** Node.js reports a signal instead of the exit code that a shell would. */
const signalCodes: Readonly<Record<string, number>> = { SIGKILL: 137, SIGTERM: 143, SIGINT: 130 };
/** Batch ends a job that was terminated so long after SIGTERM. */
const graceMs = 30_000;

/** A child of an array job, or a job without children: a program that is started until it succeeds. */
export class BatchJob {
  state: ChildState = "RUNNING";
  attempts = 0;
  /** Exit codes of the attempts. */
  readonly exits: Exit[] = [];
  /** What the attempts have printed on standard error. */
  log = "";
  statusReason = "";
  readonly ended: Promise<void>;
  private child: ChildProcess | undefined;
  private isTerminated = false;

  /** @param index undefined for a job without children */
  constructor(
    readonly id: string,
    private readonly index: number | undefined,
    private readonly container: BatchContainer,
  ) {
    this.ended = this.run();
  }

  /** Of the running attempt. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  terminate(reason: string): void {
    if (this.state !== "RUNNING") return;
    this.isTerminated = true;
    this.statusReason = reason;
    const { child } = this;
    child?.kill("SIGTERM");
    setTimeout(() => child?.kill("SIGKILL"), graceMs).unref();
  }

  kill(): void {
    this.isTerminated = true;
    this.child?.kill("SIGKILL");
  }

  private async run(): Promise<void> {
    const { attempts: most = 1 } = this.container.retryStrategy;
    while (this.state === "RUNNING") {
      const exit = await this.attempt();
      this.exits.push(exit);
      if (exit.exitCode === 0) this.state = "SUCCEEDED";
      else if (this.isTerminated || this.attempts >= most || !isRetried(this.container.retryStrategy, exit))
        this.state = "FAILED";
    }
  }

  private attempt(): Promise<Exit> {
    this.attempts++;
    const { image, command, environment } = this.container;
    const [program = "", ...parameters] = [...image.entryPoint, ...command];
    const child = spawn(program, parameters, {
      cwd: image.folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...image.environment, ...environment, ...this.ofBatch },
    });
    this.child = child;
    child.stderr?.on("data", (piece: Buffer) => (this.log += piece.toString()));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        const exitCode = code ?? signalCodes[signal ?? ""] ?? 1;
        const statusReason = `Essential container in task exited`;
        resolve({ exitCode, reason: signal === null ? "" : `killed by ${signal}`, statusReason });
      });
    });
  }

  private get ofBatch(): Record<string, string> {
    return {
      ...{ AWS_BATCH_JOB_ID: this.id, AWS_BATCH_JOB_ATTEMPT: String(this.attempts) },
      ...(this.index !== undefined && { AWS_BATCH_JOB_ARRAY_INDEX: String(this.index) }),
    };
  }
}
