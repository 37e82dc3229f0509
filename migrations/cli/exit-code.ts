import { FileError } from "../../yaml-file/file-error";
import { RunnerError, type RunnerErrorKind } from "../errors";

/** What the process says of how it ended. */
export const exitCode = {
  /** Done and accounted for. */
  done: 0,
  /** Finished, with items rejected or different. */
  incomplete: 1,
  /** The command line or a file is wrong. */
  usage: 2,
  /** A source or a table cannot be reached or refuses. */
  unreachable: 3,
  /** A worker was ended by SIGTERM, and has saved: start another one. EX_TEMPFAIL of sysexits.h. */
  retry: 75,
  /** Interrupted; the checkpoint is saved. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const byKind: Record<RunnerErrorKind, ExitCode> = {
  usage: exitCode.usage,
  unreachable: exitCode.unreachable,
  interrupted: exitCode.interrupted,
};

/** The exit code of what ended a command; `undefined` for a defect of the program itself. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  if (error instanceof RunnerError) return byKind[error.kind];
  return error instanceof FileError ? exitCode.usage : undefined;
}
