import { spawn } from "node:child_process";

export interface ProgramRun {
  readonly code: number;
  /** Standard output and error, in the order in which they came. */
  readonly text: string;
  readonly seconds: number;
}

export interface ProgramSettings {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs a program to its end and keeps what it printed; a code other than 0 is a result. */
export function runProgram(
  command: string,
  parameters: readonly string[],
  { folder, environment }: ProgramSettings,
): Promise<ProgramRun> {
  const started = performance.now();
  const child = spawn(command, parameters, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code: code ?? 1, text, seconds: (performance.now() - started) / 1000 }),
    );
  });
}
