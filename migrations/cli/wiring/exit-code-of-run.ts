import { addsUp } from "../../pipeline/read/tally";
import { type RunResult, totalOf } from "../../pipeline/run/run-result";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";

/** The exit code of a command that has moved or changed items. */
export function exitCodeOfRun(result: RunResult): ExitCode {
  const failure = result.failure ?? result.entities.find((entity) => entity.failure)?.failure;
  if (failure) return exitCodeOf(failure) ?? exitCode.unreachable;
  const total = totalOf(result);
  return total.rejected === 0 && addsUp(total) ? exitCode.done : exitCode.incomplete;
}
