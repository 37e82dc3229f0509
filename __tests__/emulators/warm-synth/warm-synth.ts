import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { endProcess } from "../end-process";
import type { ProgramRun, ProgramSettings } from "../program";

/**
 * `main.ts` in a process that is kept: loading cdktf and the provider's classes takes ten times as long as
 * synthesizing a few tables.
 */
export class WarmSynth {
  private child: ChildProcess | undefined;
  private output = "";

  constructor(private readonly settings: ProgramSettings) {}

  /** Synthesizes the tables.yaml of the folder; the process starts with the first call. */
  async synth(): Promise<ProgramRun> {
    const started = performance.now();
    this.child ??= this.start();
    const ended = new AbortController();
    const message = once(this.child, "message", { signal: ended.signal });
    this.child.once("exit", () => ended.abort(new Error(`synthesis ended:\n${this.output}`)));
    this.child.send("synth");
    const [{ code, text }] = (await message) as [{ code: number; text: string }];
    this.child.removeAllListeners("exit");
    return { code, text, seconds: (performance.now() - started) / 1000 };
  }

  async stop(): Promise<void> {
    if (this.child) await endProcess(this.child);
  }

  private start(): ChildProcess {
    const { folder, environment } = this.settings;
    const child = fork(join(__dirname, "synth-program.ts"), [], {
      ...{ cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe", "ipc"] },
      execArgv: ["--import", pathToFileURL(require.resolve("tsx")).href],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    }
    return child;
  }
}
