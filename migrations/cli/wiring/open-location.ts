import { resolve } from "node:path";
import { UsageError } from "../../errors";
import type { Manifest } from "../../run-store/shards/manifest";
import type { ProcessContext } from "../process-context";
import { LocalLocation } from "./local-location";
import { isInS3, openObjects } from "./open-objects";
import { readRemoteManifest } from "./remote-manifest";
import type { RunLocation } from "./run-location";
import type { SendFence } from "./send-fence";

/** A location of a run that was started with several workers. */
export interface OpenedLocation {
  readonly location: RunLocation;
  readonly manifest: Manifest;
  /** Lets requests be sent only while a shard is held. @default requests are always sent */
  readonly fence?: SendFence;
}

/**
 * Opens what the command line names: a run's folder, or `s3://bucket/prefix`.
 * @param runFolder on this machine, for the files of a run in S3
 * @throws UsageError if no run of several workers is there
 */
export async function openLocation(
  shown: string,
  runFolder: string,
  context: ProcessContext,
): Promise<OpenedLocation> {
  if (isInS3(shown)) return openRemote(shown, runFolder, context);
  const location = new LocalLocation(resolve(context.cwd, shown), context);
  const manifest = await location.readManifest();
  if (!manifest)
    throw missing(
      `${shown} has no unfinished run with several workers: name the folder of a run that was started with --workers and has not finished; dynamodb-migrate status, without a folder, shows all runs`,
    );
  return { location, manifest };
}

async function openRemote(
  shown: string,
  runFolder: string,
  context: ProcessContext,
): Promise<OpenedLocation> {
  const { RemoteLocation } = await import("./remote-location.js");
  const objects = await openObjects(shown, context);
  const manifest = await readRemoteManifest(objects);
  if (!manifest) throw missing(`${objects.location} has no run that was started with --location`);
  const location = RemoteLocation.worker(shown, objects, manifest, runFolder, context);
  return { location, manifest, fence: location.fence };
}

function missing(message: string): UsageError {
  return new UsageError("manifest-missing", message);
}
