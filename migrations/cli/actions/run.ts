import { resolve } from "node:path";
import type { Checkpoint, RunStore } from "../../run-store/checkpoint";
import { MemoryStore } from "../../run-store/memory-store";
import { RunFolder } from "../../run-store/folder/run-folder";
import type { JournalFile } from "../../run-store/journal/journal-file";
import { TableItems } from "../../dynamodb/writer/table-items";
import type { ConflictPolicy } from "../../pipeline/run/entity-run";
import { checkFirstRows } from "../../pipeline/read/first-rows";
import { estimatedCopySeconds } from "../../pipeline/plan/copy-time";
import { runMigration, type RunSettings } from "../../pipeline/run/run";
import type { RunResult } from "../../pipeline/run/run-result";
import type { CommandArguments } from "../../command-line";
import { runJson } from "../../report/json-report";
import type { Timeline } from "../../pipeline/timeline/timeline";
import { TimelineObserver } from "../../pipeline/timeline/timeline-observer";
import { DryWriter } from "../../dynamodb/writer/item-writer";
import { controlTableOf, obeyAuthority } from "../wiring/obey-authority";
import { askedOptions } from "../wiring/asked-options";
import { chooseOrdered } from "../wiring/choose-ordered";
import { connect } from "../wiring/dynamodb";
import type { ItemConnection } from "../wiring/item-connection";
import { placeOf } from "../wiring/place";
import { exitCode, type ExitCode } from "../exit-code";
import { exitCodeOfRun } from "../wiring/exit-code-of-run";
import { alreadyFinished, compareWithFinished } from "../wiring/finished-run";
import { makeObjects } from "../wiring/make-objects";
import { keepTimeline } from "../wiring/keep-timeline";
import { targetRole } from "../wiring/target-role";
import { writerFactory, type WriterParts } from "../wiring/make-writer";
import { damagedTailWarning, openJournal } from "../wiring/open-journal";
import { LocalLocation } from "../wiring/local-location";
import { openManifest } from "../wiring/open-manifest";
import { moveByWorkers, startDetached } from "../wiring/move-by-workers";
import { detachedText, onBatch } from "../wiring/on-batch";
import type { WorkersOptions } from "../wiring/workers-order";
import { resuming, resumingWorkers } from "../wiring/resuming";
import { refuseWithWorkers } from "../wiring/refuse-with-workers";
import { type Migration, openMigration } from "../wiring/open-migration";
import { type Preparation, prepareTables } from "../wiring/prepare-tables";
import { nextCommand, nextCommandText } from "../output/next-command";
import { makeObserver } from "../output/progress";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { LostWrites } from "../wiring/lost-writes";
import type { RemoteRun } from "../wiring/remote-run";
import { locationIn } from "../wiring/run-at";
import { guardedBy, SendFence } from "../wiring/send-fence";
import { openFollowing } from "../wiring/open-follow";
import { refuseWithFollow } from "../wiring/refuse-with-follow";
import {
  noteLostWrites,
  prepareFollowing,
  prepareInCase,
  requireFollowed,
} from "../wiring/prepare-following";
import { closing, openRejects, refuseRejects, type RejectsOptions } from "../output/rejects-file";
import { opener } from "../wiring/run-opener";
import { SourceState } from "../wiring/source-state";
import { tablesNote } from "../wiring/plan-shards";
import type { ProcessContext } from "../process-context";
import { showRun } from "../output/show-run";
import { documentOf } from "../../report/json/document";

export interface RunOptions extends WorkersOptions, RejectsOptions {
  readonly onConflict?: ConflictPolicy;
  readonly resume?: string | boolean;
  /** Whether to carry the changes of the source over once its rows are moved. */
  readonly follow?: boolean;
  /** See `FollowOptions.metrics`. */
  readonly metrics?: boolean;
}

/** `dynamodb-migrate run`: moves the rows of a migration file into its tables. */
export async function run(file: string, given: RunOptions, context: ProcessContext): Promise<ExitCode> {
  refuseRejects(given);
  if (given.on === undefined) refuseWithWorkers(given, context);
  const migration = await openMigration(file, given, context);
  const options = onBatch(given, migration);
  refuseWithWorkers(options, context);
  await checkFirstRows(migration, options.entity);
  if (!options.dryRun)
    await obeyAuthority(options.follow ? "run --follow" : "run", migration, options, context);
  if (options.follow) return runAndFollow(file, migration, options, context);
  const note = tablesNote(migration, options);
  if (note !== undefined) context.error(note);
  const next = nextCommand("verify", [file], options);
  const sync = nextCommandText("sync", [file], options);
  const place = placeOf(migration, options, context);
  const onOpened = async (store: RunFolder, isResumed: boolean): Promise<void> => {
    if (isResumed || options.limit !== undefined) return;
    await prepareInCase(store, migration, options.entity, place, context);
  };
  return moveRows({ options, context, migration, next, sync, onOpened, file });
}

async function runAndFollow(
  file: string,
  migration: Migration,
  options: RunOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const next = nextCommand("follow", [file], options);
  const { code, run } = await moveFollowed({ options, context, migration, file, next });
  if (code !== exitCode.done && code !== exitCode.incomplete) return code;
  const { follow } = await import("./follow.js");
  return follow(file, { ...options, ...(run !== "" && { run }) }, context);
}

/** Moves rows so that the changes of the source since then can be carried over. @returns the name of the run, too */
export async function moveFollowed(
  order: Omit<Order, "onOpened">,
): Promise<{ readonly code: ExitCode; readonly run: string }> {
  const { options, context, migration } = order;
  refuseWithFollow(options);
  const place = placeOf(migration, options, context);
  const { entity: entities, rate } = options;
  const { signal } = context;
  const copySeconds = () => estimatedCopySeconds({ ...migration, entities, rate, signal });
  const following = await openFollowing(migration, entities, place, signal, { copySeconds });
  let run = "";
  try {
    const code = await moveRows({
      ...order,
      // What is written between two ranges is carried over.
      options: { ...options, splitTables: true },
      onOpened: async (store, isResumed) => {
        run = store.run;
        await (isResumed ? requireFollowed(store) : prepareFollowing(store, following, context.now()));
      },
    });
    return { code, run };
  } finally {
    await following.log.close();
  }
}

/** Moves rows, wherever the order for it came from. */
export function moveRows(order: Order): Promise<ExitCode> {
  refuseRejects(order.options);
  return order.options.dryRun ? moveNothing(order) : moveForGood(order);
}

/** What was asked. */
export interface Order {
  readonly options: RunOptions;
  readonly context: ProcessContext;
  readonly migration: Migration;
  /** The migration file, for workers. @default workers cannot move the rows */
  readonly file?: string;
  /** The command to suggest after it. */
  readonly next: CommandArguments;
  /** The command that writes only what has changed since it has finished. @default there is none */
  readonly sync?: string;
  /** Shows how it ended. @default as a run's result */
  readonly show?: (result: RunResult) => void;
  /** Which run of its run folder a new run is. */
  readonly number?: number | undefined;
  /** Called before the first row is read. */
  readonly onOpened?: (store: RunFolder, isResumed: boolean) => Promise<void>;
}

async function moveNothing(order: Order): Promise<ExitCode> {
  const place = connect(order.migration, order.options, order.context);
  place.client.destroy();
  const preparation = {
    conflict: order.options.onConflict ?? "fail",
    wereEmpty: false,
    tableIds: {},
  } as const;
  const rejects = await openRejects(order.options, order.context);
  const store = new MemoryStore("dry-run", rejects?.add);
  return closing(rejects, () =>
    move(order, store, place, preparation, (_table, onSettled) => new DryWriter(onSettled)),
  );
}

/** The run's folder is made only after everything that could refuse the run has been checked. */
async function moveForGood(order: Order): Promise<ExitCode> {
  const { migration, options, context } = order;
  const fence = new SendFence();
  const lostWrites = new LostWrites(context.now);
  const connection = connect(migration, options, context, guardedBy(fence, lostWrites));
  const parent = resolve(context.cwd, options.runFolder);
  let remote: RemoteRun | undefined;
  const sourceState = new SourceState();
  try {
    const here = options.location === undefined ? await chooseOrdered(order, connection, parent) : undefined;
    const shared = options.location ?? locationIn(here?.earlier);
    remote = shared === undefined ? undefined : await openRemote(shared, context, fence);
    const kept = await remote?.restore(parent);
    if (kept?.state === "finished") return await alreadyFinished(kept, parent, order, remote);
    // What the location has may be newer. Damaged runs were named already.
    const again = () => chooseOrdered(order, connection, parent, kept, here && (() => undefined));
    const { name, number, earlier, finished } = here && !remote ? here : await again();
    if (remote && !kept) remote.start(parent, name);
    const before = finished && (await compareWithFinished(finished, { migration, options, connection }));
    if (before && !before.change) return await alreadyFinished(before.checkpoint, parent, order, remote);
    const repeated = before?.change === undefined ? undefined : { change: before.change, sync: order.sync };
    const preparation = await prepareTables(migration, options, connection, earlier, repeated);
    if (before?.change) context.error(`Starting a new run: ${before.change}`);
    const store = await RunFolder.open(parent, name, { ...opener(context), mirror: remote });
    try {
      const location = remote?.location ?? new LocalLocation(store.folder, context);
      const parts = { ...order, number, store, location, connection, preparation, sourceState };
      const manifest = order.file && (await openManifest(parts, order.file, context, remote?.leaseMs));
      if (earlier)
        context.error(manifest ? await resumingWorkers(store, location, manifest) : resuming(store, earlier));
      await order.onOpened?.(store, earlier !== undefined);
      // A process that was killed has left no word of its last requests, nor do workers of this machine.
      if (store.checkpoint?.state === "running" || (manifest && !remote)) lostWrites.lastAt = context.now();
      if (manifest) {
        const observer = makeObserver(context, { quiet: options.json ?? false });
        const all = { ...parts, observer, asked: optionsOf(order, preparation) };
        if (options.detach) {
          await startDetached(all, manifest, context);
          context.error(detachedText(options));
          return exitCode.done;
        }
        return await conclude(order, store, await moveByWorkers(all, manifest, context));
      }
      const reader = new TableItems(connection.service, connection.retryPolicy, context.signal);
      return await moveIn(store, { ...order, number }, { connection, preparation, reader });
    } finally {
      const names = wantedEntities(migration.definition, options.entity).map((entity) => entity.name);
      if (lostWrites.lastAt) await noteLostWrites(store, names, context.now());
      await store.close();
    }
  } finally {
    await sourceState.close();
    await remote?.close();
    connection.client.destroy();
  }
}

async function openRemote(...args: Parameters<typeof RemoteRun.open>): Promise<RemoteRun> {
  return (await import("../wiring/remote-run.js")).RemoteRun.open(...args);
}

async function moveIn(
  store: RunFolder,
  order: Order,
  parts: Pick<WriterParts, "connection" | "preparation" | "reader">,
): Promise<ExitCode> {
  const { options, context } = order;
  const journal = await openJournal(store, options.journal);
  if (journal?.damaged) context.error(damagedTailWarning(journal.damaged, ofLostEntries));
  const { timeline, close } = await keepTimeline(store, context);
  const { connection, preparation } = parts;
  const makeWriter = writerFactory(options, { ...parts, context, journal, timeline });
  try {
    return await move(order, store, connection, preparation, makeWriter, { timeline, journal });
  } finally {
    close();
    await journal?.close();
  }
}

const ofLostEntries =
  "Items that this run wrote and whose entries were lost count as written if they are unchanged; a rollback does not undo them";

async function move(
  order: Order,
  store: RunStore,
  { place, region }: ItemConnection,
  preparation: Preparation,
  makeWriter: RunSettings["makeWriter"],
  { timeline, journal }: { readonly timeline?: Timeline; readonly journal?: JournalFile | undefined } = {},
): Promise<ExitCode> {
  const { migration, options, context } = order;
  const { conflict, tableIds } = preparation;
  const observer = makeObserver(context, { quiet: options.json ?? false });
  const result = await runMigration({
    ...migration,
    store,
    conflict,
    tableIds,
    number: order.number,
    place,
    region,
    dryRun: options.dryRun ?? false,
    entities: options.entity,
    limit: options.limit,
    journal,
    options: optionsOf(order, preparation),
    now: context.now,
    monotonic: context.monotonic,
    random: context.random,
    observer: timeline ? new TimelineObserver(observer, timeline) : observer,
    signal: context.signal,
    makeWriter,
    objects: options.dryRun ? undefined : makeObjects(migration, context),
  });
  return conclude(order, store, result);
}

async function conclude(order: Order, store: RunStore, result: RunResult): Promise<ExitCode> {
  await store.saveResult(documentOf("run", runJson(result)));
  if (order.show) order.show(result);
  else showRun(result, order);
  return exitCodeOfRun(result);
}

/** What was asked and what the tables allow, as the checkpoint keeps it. */
function optionsOf(order: Order, { conflict, wereEmpty }: Preparation): Checkpoint["options"] {
  return { onConflict: conflict, ...(wereEmpty && { tablesWereEmpty: true }), ...asked(order) };
}

/** What was asked. */
function asked({ options, next, migration, context }: Order): Checkpoint["options"] {
  const { batchSize, concurrency, rate, entity, limit, workers, location } = options;
  const put = migration.definition.entities[0]?.oversize?.offload;
  const objects = put && `s3://${put.bucket}/${put.prefix}`;
  const said = {
    ...{ batchSize, concurrency, rate, entity, limit, workers, location, objects },
    cutoverControl: controlTableOf(migration, context),
    ...targetRole(migration.definition),
  };
  return askedOptions(said, next, context);
}
