import { spawn } from "node:child_process";
import { onPath } from "./on-path";
import type { RealPart } from "./real-part";

/** A program that runs in a pseudo-terminal. */
export interface TerminalProgram {
  /** Everything that the terminal was sent so far, escape sequences too. */
  readonly text: () => string;
  /** Types on its keyboard; `\x03` is Ctrl-C. */
  readonly type: (keys: string) => void;
  /** Sends a signal to the program, not to its terminal. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Where and how a program is started. */
export interface TerminalSettings {
  readonly folder: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Width of the terminal. @default 80 */
  readonly columns?: number;
}

/** Starts programs in a pseudo-terminal. */
export type StartInTerminal = (command: readonly string[], settings: TerminalSettings) => TerminalProgram;

/** `script` of util-linux, where it is here. */
export function findPseudoTerminal(): Promise<RealPart<StartInTerminal>> {
  const script = onPath("script");
  const isHere = process.platform === "linux" && script !== null;
  return Promise.resolve(
    isHere
      ? { available: true, part: (command, settings) => startWith(script, command, settings) }
      : { available: false, why: "no script (util-linux) on the PATH, which makes pseudo-terminals" },
  );
}

function startWith(
  script: string,
  command: readonly string[],
  { folder, environment = {}, columns = 80 }: TerminalSettings,
): TerminalProgram {
  const line = command.map(quoted).join(" ");
  const inside = `stty cols ${columns} rows 24; echo "pid $$"; exec ${line}`;
  const child = spawn(script, ["-qefc", inside, "/dev/null"], {
    ...{ cwd: folder, stdio: ["pipe", "pipe", "inherit"] },
    env: { ...process.env, TERM: "xterm-256color", NO_COLOR: undefined, SHELL: "/bin/sh", ...environment },
  });
  let text = "";
  child.stdout.on("data", (piece: Buffer) => (text += piece.toString()));
  child.stdin.on("error", () => {});
  const pid = (): number => Number(/^pid (\d+)\r?$/m.exec(text)?.[1]);
  return {
    text: () => text,
    type: (keys) => void child.stdin.write(keys),
    signal: (name) => void process.kill(pid(), name),
    ended: new Promise((resolve) => child.once("close", resolve)),
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
