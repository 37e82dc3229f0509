import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Where a program runs. */
export interface ProgramSettings {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A program that runs beside a test until it is ended. */
export class RunningProgram {
  private output = "";
  private readonly exited: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.exited = once(child, "exit").then(([code]) => code as number | null);
  }

  static start(
    [command, ...parameters]: readonly [string, ...string[]],
    { folder, environment }: ProgramSettings,
  ): RunningProgram {
    return new RunningProgram(
      spawn(command, parameters, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] }),
    );
  }

  /** What it has printed up to now. */
  get text(): string {
    return this.output;
  }

  /** Waits until it has printed a text. @throws Error if it ends before */
  async said(text: string): Promise<void> {
    const ended = this.exited.then(() => {
      throw new Error(`the process ended without "${text}":\n${this.output}`);
    });
    const found = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.output.includes(text)) resolve();
      };
      for (const stream of [this.child.stdout, this.child.stderr]) stream?.on("data", look);
      look();
    });
    await Promise.race([found, ended]);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal and waits for the end. @returns the exit code; null after a signal that it does not handle */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }

  /** Waits for the end. */
  ended(): Promise<number | null> {
    return this.exited;
  }
}
