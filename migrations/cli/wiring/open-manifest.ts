import { UsageError } from "../../errors";
import { estimatedCopySeconds } from "../../pipeline/plan/copy-time";
import type { Manifest } from "../../run-store/shards/manifest";
import type { ProcessContext } from "../process-context";
import { manifestTexts } from "./manifest-texts";
import { checkSameEntities, planShards, snapshotNote } from "./plan-shards";
import { refuseWithWorkers } from "./refuse-with-workers";
import type { SourceState } from "./source-state";
import { settingsJson } from "./worker-settings";
import type { WorkersOrder } from "./workers-order";

/**
 * The manifest of a run with several workers: that of the run that is resumed, or a new one. `undefined` if one process
 * moves all rows.
 * @throws UsageError if the run was started otherwise
 */
export async function openManifest(
  parts: Pick<WorkersOrder, "store" | "location" | "migration" | "options" | "preparation"> & {
    readonly sourceState: SourceState;
  },
  file: string,
  context: ProcessContext,
  leaseMs: number | undefined,
): Promise<Manifest | undefined> {
  const { store, location, migration, options, preparation } = parts;
  // Workers of other machines may have used the manifest of a process that was killed before it saved a checkpoint.
  const before = store.checkpoint || location.isShared ? await location.readManifest() : undefined;
  if (before && !store.checkpoint && before.definition !== migration.definition.fingerprint)
    throw new UsageError(
      "definition-changed",
      `${location.shown} has a run of another migration file; use another location`,
    );
  if (store.checkpoint && !before && options.workers !== undefined)
    throw new UsageError(
      "run-not-split",
      `run ${store.run} was started without --workers; resume it without, or start over with --no-resume`,
    );
  const workers = options.workers ?? before?.workers;
  if (workers === undefined) return undefined;
  refuseWithWorkers({ ...options, workers }, context);
  if (before) checkSameEntities(store.run, before, migration, options.entity);
  const { entity: entities, rate, splitTables = false } = options;
  const { signal } = context;
  const state = splitTables ? undefined : await parts.sourceState.hold(migration, location, before);
  if (before?.state !== undefined)
    context.error("The rows that are left are read from a new snapshot of the database");
  const note = state && snapshotNote(await estimatedCopySeconds({ ...migration, entities, rate, signal }));
  if (note) context.error(note);
  const isSplit = splitTables || state !== undefined;
  const plan = { entities, workers, splitTables: isSplit, signal };
  const shards = before?.shards ?? (await planShards(migration, plan));
  const { tableFiles } = migration;
  const manifest: Manifest = {
    ...{
      formatVersion: 1,
      definition: migration.definition.fingerprint,
      cwd: context.cwd,
      file,
      workers,
      shards,
      ...(state !== undefined && { state, snapshots: snapshotsOf(before) + 1 }),
    },
    options: settingsJson(options, { preparation, tableFiles }, context.giveUpAfterMs),
    ...(leaseMs !== undefined && {
      ...{ run: store.run, leaseMs: before?.leaseMs ?? leaseMs, job: before?.job },
      texts: await manifestTexts(file, options, context),
    }),
  };
  await location.saveManifest(manifest);
  return manifest;
}

/** Those that were taken before. */
function snapshotsOf(before: Manifest | undefined): number {
  return before?.snapshots ?? (before?.state === undefined ? 0 : 1);
}
