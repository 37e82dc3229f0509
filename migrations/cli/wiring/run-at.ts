import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../../errors";
import type { Checkpoint } from "../../run-store/checkpoint";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { readCheckpoint } from "../../run-store/folder/run-list";
import type { Manifest } from "../../run-store/shards/manifest";
import type { ProcessContext } from "../process-context";
import { isInS3, openObjects } from "./open-objects";
import { readRemoteManifest } from "./remote-manifest";
import { processesOf } from "./run-opener";

/** A run by the folder that it is in and its name. */
export interface NamedRun {
  /** The folder of runs. */
  readonly parent: string;
  /** @default the latest one */
  readonly run: string | undefined;
}

/** Where machines share a run; `undefined` if its folder is all there is. */
export function locationIn(checkpoint: Pick<Checkpoint, "options"> | undefined): string | undefined {
  const location = checkpoint?.options["location"];
  return typeof location === "string" ? location : undefined;
}

/** What the command line names: a run's name, or the path of its folder. */
export function runNamed(
  name: string | undefined,
  { runFolder }: { readonly runFolder: string },
  { cwd }: Pick<ProcessContext, "cwd">,
): NamedRun {
  if (name === undefined || !/[\\/]/.test(name) || isInS3(name))
    return { parent: resolve(cwd, runFolder), run: name };
  const folder = resolve(cwd, name);
  return { parent: dirname(folder), run: basename(folder) };
}

/**
 * Brings the files of a run in S3 into its folder on this machine, unless they are there.
 * @throws UsageError if no run is at the location
 */
export async function fetchRun(
  location: string,
  { runFolder }: { readonly runFolder: string },
  context: ProcessContext,
): Promise<{ readonly run: string; readonly checkpoint: Checkpoint; readonly manifest: Manifest }> {
  const { downloadRun, remoteCheckpoint } = await import("./remote-run.js");
  const objects = await openObjects(location, context);
  const manifest = await readRemoteManifest(objects);
  const checkpoint = manifest && (await remoteCheckpoint(objects));
  if (!checkpoint)
    throw new UsageError(
      "manifest-missing",
      `${objects.location} has no run that was started with --location`,
    );
  const folder = join(resolve(context.cwd, runFolder), checkpoint.run);
  const own = await readCheckpoint(folder).catch(() => undefined);
  const isLive = await isLocked(join(folder, lockFile), processesOf(context));
  if (!isLive && own?.updatedAt !== checkpoint.updatedAt) await downloadRun(objects, folder);
  return { run: checkpoint.run, checkpoint, manifest };
}
