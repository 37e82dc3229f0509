import { inspect } from "node:util";
import { CommanderError } from "commander";
import { FileError } from "../../yaml-file/file-error";
import type { LocatedProblem } from "../../yaml-file/problem";
import { messageOf, RunnerError } from "../errors";
import { fileSystemError } from "../files/file-system-error";
import { redactAddresses } from "../redact-addresses";
import { commandContext } from "./command-context";
import { exitCode, exitCodeOf } from "./exit-code";
import { makeProgram } from "./program";
import type { ProcessContext } from "./process-context";

/** Runs a command line and returns the process's exit code. @param args without the program's name */
export async function main(
  args: readonly string[],
  version: string,
  process: Omit<ProcessContext, "args">,
): Promise<number> {
  let code: number = exitCode.done;
  const context = commandContext({ ...process, args });
  try {
    await makeProgram(version, context, (result) => (code = result)).parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    context.close();
    // Commander has said what was wrong; its own help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    return report(error, args, context);
  } finally {
    context.close();
  }
}

function report(error: unknown, args: readonly string[], context: ProcessContext): number {
  const known = exitCodeOf(error) === undefined ? (fileSystemError(error) ?? error) : error;
  const code = exitCodeOf(known);
  context.error(code === undefined ? internalErrorText(error) : redactAddresses((known as Error).message));
  if (args.includes("--json")) context.out(JSON.stringify({ error: asJson(known) }, null, 2));
  return code ?? exitCode.unreachable;
}

/** What to print about an error that the program does not know, with its causes. */
export function internalErrorText(error: unknown): string {
  return `Internal error. Please report this stack trace:\n${redactAddresses(inspect(error))}`;
}

function withoutSecrets(problem: LocatedProblem): LocatedProblem {
  return { ...problem, message: redactAddresses(problem.message) };
}

function asJson(error: unknown): object {
  if (error instanceof FileError)
    return { code: "file-invalid", problems: error.problems.map(withoutSecrets) };
  if (error instanceof RunnerError) return { code: error.code, message: redactAddresses(error.message) };
  return { code: "internal-error", message: redactAddresses(messageOf(error)) };
}
