import type { Command } from "commander";
import type { ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";

/** What a file of this folder needs to register its command. */
export interface Registration {
  readonly program: Command;
  readonly context: ProcessContext;
  /** The package's version. */
  readonly version: string;
  /** Takes the exit code of the command that was called. */
  readonly done: (code: ExitCode) => void;
}

/** The examples of a command, as the end of its help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  dynamodb-migrate ${line}`).join("\n")}`;
}
