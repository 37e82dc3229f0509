import { messageOf, UsageError } from "../../errors";
import type { ConditionalObjects } from "../../objects/conditional-objects";
import { type Manifest, manifestFile, parseManifest } from "../../run-store/shards/manifest";

/** The manifest among the objects of a run. @throws UsageError if it cannot be used */
export async function readRemoteManifest(objects: ConditionalObjects): Promise<Manifest | undefined> {
  const found = await objects.read(manifestFile);
  if (!found) return undefined;
  try {
    return parseManifest(found.body.toString("utf8"));
  } catch (cause) {
    throw new UsageError(
      "manifest-unreadable",
      `${objects.location}/${manifestFile} cannot be used: ${messageOf(cause)}. Restore it from an earlier version of the bucket, or use another location`,
      { cause },
    );
  }
}
