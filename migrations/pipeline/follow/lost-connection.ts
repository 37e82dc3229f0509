import { RunnerError } from "../../errors";

/** Errors of a connection that can be made again. */
const lost: ReadonlySet<string> = new Set([
  "source-lost",
  "source-unreachable",
  // Without the control, it is not known which entities may be written.
  "control-unreachable",
]);

/** Whether an error is of a connection that can be made again. */
export function isLostConnection(error: unknown): boolean {
  return error instanceof RunnerError && lost.has(error.code);
}
