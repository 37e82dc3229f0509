import { FileError } from "../../../yaml-file/file-error";
import type { RunnerErrorCode } from "../../error-codes";
import type { programErrors } from "../../error-codes/program-errors";
import { RunnerError } from "../../errors";

/** The code of an error as people and programs read it. */
export type PrintedErrorCode = RunnerErrorCode | keyof typeof programErrors;

/** The code of an error; `internal-error` for one that the program does not know. */
export function printedCode(error: unknown): PrintedErrorCode {
  if (error instanceof FileError) return "file-invalid";
  return error instanceof RunnerError ? error.code : "internal-error";
}

/**
 * The last line of an error on the terminal, by which `docs/errors.md` explains it. None after an interruption, which is
 * no error, and after a stack trace.
 */
export function codeLine(code: PrintedErrorCode): string | undefined {
  return code === "interrupted" || code === "internal-error" ? undefined : `Code: ${code}`;
}
