import { exitCode, type ExitCode } from "../exit-code";
import { defaultRunFolder } from "../options/run-folder-option";
import type { ProcessContext } from "../process-context";
import { openLocation } from "../wiring/open-location";

/** `dynamodb-migrate stop`: asks the workers of a run to finish their requests, save and exit. */
export async function stop(shown: string, context: ProcessContext): Promise<ExitCode> {
  const { location } = await openLocation(shown, defaultRunFolder, context);
  await location.askToStop(true);
  context.error("The workers stop within seconds; repeat the command that started the run to resume it");
  return exitCode.done;
}
