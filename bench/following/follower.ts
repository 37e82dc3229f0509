import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { credentials } from "../child";
import { bin } from "../writing/migrate";
import type { FollowedDatabase } from "./databases";

/** The built command line in a process of its own. */
export class Follower {
  private output = "";
  private readonly child: ChildProcess;
  private readonly exit: Promise<number | null>;

  constructor({ endpoint, folder, database }: FollowedDatabase, ...parameters: readonly string[]) {
    this.child = spawn(process.execPath, [bin, ...parameters, "--endpoint", endpoint], {
      ...{ cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
      env: { ...process.env, ...credentials, BENCH_URL: database.url },
    });
    this.exit = once(this.child, "exit").then(([code]) => code as number | null);
    this.child.stderr?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Waits until it has printed a text. @throws Error with what it printed if it exits before */
  async said(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      const next = once(this.child.stderr as NonNullable<ChildProcess["stderr"]>, "data").then(() => false);
      const hasEnded = await Promise.race([next, this.exit.then(() => true)]);
      if (hasEnded && !this.output.includes(text))
        throw new Error(`the command ended early:\n${this.output}`);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Waits until it exits. @throws Error with what it printed unless it exits with 0 */
  async done(): Promise<void> {
    const code = await this.exit;
    if (code !== 0) throw new Error(`the command ended with ${code}:\n${this.output}`);
  }

  /** Ends it. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.exit;
  }

  /** Peak resident memory so far, in MB; 0 if the operating system does not tell it, or the process has ended. */
  get peakMb(): number {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
      return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }
}
