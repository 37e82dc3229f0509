import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InterruptedError, UsageError } from "../../errors";
import type { Checkpoint } from "../../run-store/checkpoint";
import { readCheckpoint } from "../../run-store/folder/run-list";
import type { MigrationOptions } from "../options/migration-options";
import { optionsIn } from "../output/next-command";
import type { ProcessContext } from "../process-context";
import { openLocation } from "./open-location";
import { isInS3 } from "./open-objects";
import { fetchRun } from "./run-at";

/** What a command does with the migration of a run. */
export interface OfRun<Options> {
  /** The migration file. */
  readonly file: string;
  readonly options: Options;
  readonly context: ProcessContext;
}

/**
 * What `verify` compares if it is given a run instead of a migration file: a run's folder, or its location in S3.
 * @returns undefined for a migration file
 */
export async function verifiedRun<Options extends MigrationOptions>(
  name: string,
  options: Options,
  context: ProcessContext,
): Promise<OfRun<Options> | undefined> {
  if (isInS3(name)) return sharedRun(name, options, context);
  const folder = resolve(context.cwd, name);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) return undefined;
  const checkpoint = await readCheckpoint(folder);
  return checkpoint && { ...asked(checkpoint, { ...options, runFolder: dirname(folder) }), context };
}

/** Its files may be on another machine only. A worker that lost its shard may still write, which is waited for. */
async function sharedRun<Options extends MigrationOptions>(
  name: string,
  options: Options,
  context: ProcessContext,
): Promise<OfRun<Options>> {
  const { checkpoint, manifest } = await fetchRun(name, options, context);
  const { location } = await openLocation(name, options.runFolder, context);
  if (!(await location.settled(manifest))) throw new InterruptedError("interrupted");
  const texts = new Map(Object.entries(manifest.texts ?? {}));
  return { ...asked(checkpoint, options), context: { ...context, texts } };
}

/** The options of the command line, and for the rest those that the run was started with. */
function asked<Options extends MigrationOptions>(
  { run, options: before }: Checkpoint,
  options: Options,
): { readonly file: string; readonly options: Options } {
  const next = before["next"];
  const [command, file] = Array.isArray(next) ? (next as readonly string[]) : [];
  if (command !== "verify" || file === undefined || !Array.isArray(next))
    throw new UsageError(
      "run-unverifiable",
      `run ${run} is not a finished run of a migration file; name the migration file instead`,
    );
  return { file, options: { ...optionsIn(next as readonly string[]), ...options } };
}
