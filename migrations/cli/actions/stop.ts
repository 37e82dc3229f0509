import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import { readManifest } from "../../run-store/shards/manifest";
import { exitCode, type ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";
import { stopFile } from "../wiring/shard-folders";

/** `dynamodb-migrate stop`: asks the workers of a run to finish their requests, save and exit. */
export async function stop(location: string, { cwd, error }: ProcessContext): Promise<ExitCode> {
  const folder = resolve(cwd, location);
  if (!(await readManifest(folder)))
    throw new UsageError(
      "manifest-missing",
      `${location} is not the folder of a run that was started with --workers and is not finished`,
    );
  try {
    await writeFile(join(folder, stopFile), "", { mode: privateFile });
  } catch (cause) {
    throw unwritable("run-folder-unwritable", `cannot write to ${folder}`, cause);
  }
  error("The workers stop within seconds; repeat the command that started the run to resume it");
  return exitCode.done;
}
