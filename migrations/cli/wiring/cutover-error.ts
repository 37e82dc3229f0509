import { CutoverError } from "../../../cutover/errors";
import { InterruptedError, type RunnerError, UnreachableError, UsageError } from "../../errors";
import type { ProcessContext } from "../process-context";

/** Does something with a control, and names its errors as the command line does. @throws RunnerError */
export async function withCutoverErrors<T>(
  { signal }: Pick<ProcessContext, "signal">,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof CutoverError)) throw error;
    if (signal.aborted) throw new InterruptedError("interrupted; read the status with cutover status");
    throw runnerError(error);
  }
}

function runnerError(error: CutoverError): RunnerError {
  const { name, message } = error;
  const options = { cause: error };
  if (name === "ControlUnreachableError")
    return new UnreachableError("control-unreachable", message, options);
  if (name === "RevisionConflictError") return new UsageError("control-changed", message, options);
  if (name === "EntityNotInControlError") return new UsageError("entity-not-in-control", message, options);
  return new UsageError("cutover-invalid", message, options);
}
