import { join } from "node:path";
import { z } from "zod";
import { formatPath, problemsOf } from "../../../yaml-file";
import { readStateFile, saveStateFile } from "../folder/state-file";

/** Its name in a run's folder. */
export const manifestFile = "manifest.json";

export const shardSchema = z.object({
  /** A number; of a shard that was split off, that of its parent and two more. */
  id: z.string().regex(/^\d+(\.\d+\.\d+)*$/),
  entity: z.string(),
  from: z.record(z.string(), z.unknown()),
  range: z.string().optional(),
  version: z.string(),
});

const manifestSchema = z.object({
  formatVersion: z.literal(1),
  definition: z.string(),
  cwd: z.string(),
  file: z.string(),
  workers: z.number().int().min(1),
  options: z.record(z.string(), z.unknown()),
  shards: z.array(shardSchema),
  run: z.string().optional(),
  leaseMs: z.number().min(1).optional(),
  job: z.string().optional(),
  texts: z.record(z.string(), z.string()).optional(),
  state: z.string().optional(),
  snapshots: z.number().int().min(1).optional(),
});

/** A part of an entity's rows that one worker moves at a time, with a run folder of its own. */
export type Shard = z.output<typeof shardSchema>;

/**
 * What the workers of a run need to know. It holds no data and no secrets. `run`, `leaseMs` (the period of a lease) and
 * `texts` (the files that the command line names, as they were) are there if machines share it, `job` if workers of AWS Batch
 * move it. `state` is that of the source that all shards are read from, if its process holds one (`HeldState`); `snapshots`
 * counts those so far.
 */
export type Manifest = z.output<typeof manifestSchema>;

/** The folder of the shards of a run. */
export function shardsFolder(runFolder: string): string {
  return join(runFolder, "shards");
}

/** Reads the manifest of a run; `undefined` if the run has no shards. @throws UsageError if it cannot be used */
export function readManifest(runFolder: string): Promise<Manifest | undefined> {
  return readStateFile(join(runFolder, manifestFile), parseManifest, {
    code: "manifest-unreadable",
    remedy: "Restore it from a copy, or start over with --no-resume",
  });
}

/** Replaces the manifest of a run. @throws UnreachableError */
export function saveManifest(runFolder: string, manifest: Manifest): Promise<void> {
  return saveStateFile(join(runFolder, manifestFile), manifest);
}

/** Reads the text of a manifest. @throws Error that says what is wrong */
export function parseManifest(text: string): Manifest {
  const value: unknown = JSON.parse(text);
  const { success, data } = manifestSchema.safeParse(value);
  if (success) return data;
  const [problem] = problemsOf(manifestSchema, value);
  throw new Error(problem ? `${formatPath(problem.path)} ${problem.message}` : "it has an unknown form");
}
