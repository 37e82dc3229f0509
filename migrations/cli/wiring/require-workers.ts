import { UsageError } from "../../errors";
import type { ProcessContext } from "../process-context";

/** Refuses `--workers` in a program that cannot start processes of the command line. @throws UsageError */
export function requireWorkers({ startWorker }: Pick<ProcessContext, "startWorker">): void {
  if (!startWorker)
    throw new UsageError("workers-unavailable", "--workers needs the dynamodb-migrate command line");
}
