import { CommanderError } from "commander";
import { FileError, type LocatedProblem } from "../../yaml-file";
import type { RunnerError } from "../errors";
import { redactAddresses } from "../redact-addresses";
import { exitCode, exitCodeOf } from "./exit-code";
import { makeProgram } from "./program";
import type { Terminal } from "./terminal";

/** Runs a command line and returns the process's exit code. @param args without the program's name */
export async function main(
  args: readonly string[],
  version: string,
  edge: Omit<Terminal, "args">,
): Promise<number> {
  const terminal = { ...edge, args };
  let code: number = exitCode.done;
  try {
    await makeProgram(version, terminal, (result) => (code = result)).parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // Commander has said what was wrong; its own help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    return report(error, args, terminal);
  }
}

function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  const code = exitCodeOf(error);
  if (code === undefined) {
    terminal.error(
      `Internal error. Please report this stack trace:\n${redactAddresses((error as Error).stack ?? String(error))}`,
    );
    return exitCode.unreachable;
  }
  terminal.error(redactAddresses((error as Error).message));
  if (args.includes("--json")) terminal.out(JSON.stringify({ error: asJson(error) }, null, 2));
  return code;
}

function withoutSecrets(problem: LocatedProblem): LocatedProblem {
  return { ...problem, message: redactAddresses(problem.message) };
}

function asJson(error: unknown): object {
  if (error instanceof FileError)
    return { code: "file-invalid", problems: error.problems.map(withoutSecrets) };
  const { code, message } = error as RunnerError;
  return { code, message };
}
