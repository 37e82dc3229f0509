import { inspect } from "node:util";
import { CommanderError } from "commander";
import { FileError } from "../../yaml-file/file-error";
import type { LocatedProblem } from "../../yaml-file/problem";
import { messageOf } from "../errors";
import { fileSystemError } from "../files/file-system-error";
import { redactAddresses } from "../redact-addresses";
import { commandContext } from "./command-context";
import { exitCode, exitCodeOf } from "./exit-code";
import { makeProgram } from "./program";
import type { ProcessContext } from "./process-context";
import { codeLine, printedCode, type PrintedErrorCode } from "./output/error-lines";
import { printJson } from "./output/print-json";
import type { DocumentBody } from "../report/json/document";

/** Runs a command line and returns the process's exit code. @param args without the program's name */
export async function main(
  args: readonly string[],
  version: string,
  outer: Omit<ProcessContext, "args">,
): Promise<number> {
  let code: number = exitCode.done;
  const context = commandContext({ ...outer, args });
  try {
    const program = makeProgram(version, context, (result) => (code = result), args[0]);
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    context.close();
    // Commander has said what was wrong; its own help and version end with 0.
    if (error instanceof CommanderError) return commandLineError(error, args, context);
    return report(error, args, context);
  } finally {
    context.close();
  }
}

function commandLineError(error: CommanderError, args: readonly string[], context: ProcessContext): number {
  if (error.exitCode === 0) return exitCode.done;
  printCode("command-line-invalid", context);
  if (args.includes("--json"))
    printError("command-line-invalid", { message: redactAddresses(error.message) }, context);
  return exitCode.usage;
}

function printCode(code: PrintedErrorCode, context: ProcessContext): void {
  const line = codeLine(code);
  if (line !== undefined) context.error(line);
}

function printError(
  code: PrintedErrorCode,
  details: Omit<DocumentBody<"error">["error"], "code">,
  context: ProcessContext,
): void {
  printJson("error", { error: { code, ...details } }, context);
}

function report(error: unknown, args: readonly string[], context: ProcessContext): number {
  const known = exitCodeOf(error) === undefined ? (fileSystemError(error) ?? error) : error;
  const code = exitCodeOf(known);
  context.error(code === undefined ? internalErrorText(error) : redactAddresses((known as Error).message));
  printCode(printedCode(known), context);
  if (args.includes("--json")) printKnown(known, context);
  return code ?? exitCode.unreachable;
}

/** What to print about an error that the program does not know, with its causes. */
export function internalErrorText(error: unknown): string {
  return `Internal error. Please report this stack trace:\n${redactAddresses(inspect(error))}`;
}

function withoutSecrets(problem: LocatedProblem): LocatedProblem {
  return { ...problem, message: redactAddresses(problem.message) };
}

function printKnown(error: unknown, context: ProcessContext): void {
  if (error instanceof FileError)
    return printError("file-invalid", { problems: error.problems.map(withoutSecrets) }, context);
  printError(printedCode(error), { message: redactAddresses(messageOf(error)) }, context);
}
