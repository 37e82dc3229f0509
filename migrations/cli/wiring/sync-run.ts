import { ItemsWithoutEpoch } from "../../dynamodb/writer/items-without-epoch";
import type { TableItems } from "../../dynamodb/writer/table-items";
import { InterruptedError, RunnerError } from "../../errors";
import { tableNames } from "../../items/target-table";
import { settledTally } from "../../pipeline/read/tally";
import type { Observer } from "../../pipeline/read/observer";
import { runMigration } from "../../pipeline/run/run";
import type { RunResult } from "../../pipeline/run/run-result";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import type { DeleteCounts } from "../../pipeline/sync/delete-vanished";
import { entityCheckpoint } from "../../pipeline/sync/entity-checkpoint";
import type { SyncResult } from "../../pipeline/sync/sync-result";
import { SyncStore } from "../../pipeline/sync/sync-store";
import { TimelineObserver } from "../../pipeline/timeline/timeline-observer";
import { documentOf } from "../../report/json/document";
import { syncJson } from "../../report/json/sync-json";
import type { Checkpoint } from "../../run-store/checkpoint";
import type { RunFolder } from "../../run-store/folder/run-folder";
import type { JournalFile } from "../../run-store/journal/journal-file";
import { ScratchSyncFiles } from "../../run-store/sync/sync-files";
import { SyncFolder } from "../../run-store/sync/sync-folder";
import type { Scratch } from "../../seen-keys/scratch";
import { makeObserver } from "../output/progress";
import { askedOptions } from "./asked-options";
import { keepTimeline } from "./keep-timeline";
import { makeObjects } from "./make-objects";
import { writerFactory } from "./make-writer";
import { openJournal } from "./open-journal";
import { syncName } from "./recorded-items";
import { type FoundChanges, searchChanges } from "./sync-changes";
import { deleteAll } from "./sync-deletes";
import { ChangedKeys, ReplaceableItems } from "./sync-keys";
import {
  type Found,
  needsWrites,
  resultOf,
  unchangedIn,
  unchangedOf,
  unchangedSkipped,
  vanishedIn,
} from "./sync-outcome";
import { controlTableOf } from "./obey-authority";
import type { SyncParts } from "./sync-parts";
import { targetRole } from "./target-role";

/** Finds what a sync would do, and does nothing. */
export async function dryRunSync(parts: SyncParts): Promise<SyncResult> {
  const { migration, options, context, connection } = parts;
  const startedAt = context.now();
  const files = new ScratchSyncFiles(migration.scratch as Scratch);
  const items = new ItemsWithoutEpoch(connection.service, connection.retryPolicy, context.signal);
  try {
    const observer = makeObserver(context, { quiet: options.json ?? false });
    const found = await searchChanges(parts, files, items, observer);
    const entities = found.entities.map(({ entity, tally }) => ({
      entity: entity.name,
      table: migration.target.tables[entity.to]?.name ?? "",
      tally: unchangedSkipped(tally, unchangedOf(found.state, entity.name)),
    }));
    return resultOf(found, new Map(), {
      ...{ run: "dry-run", folder: "", dryRun: true, outcome: "finished" },
      ...{ startedAt, endedAt: context.now(), entities, retries: {} },
    });
  } finally {
    files.close();
  }
}

/** A sync in its run folder: compares, writes what differs, then deletes what vanished. */
export class SyncRun {
  private readonly store: SyncStore;
  private readonly files: SyncFolder;
  private readonly items: TableItems;
  private readonly observer: Observer;
  private readonly startedAt: Date;
  /** Whether nothing is to be written, or all of it is. */
  private isSettled = false;

  /** @param number which run of its run folder a new sync is */
  constructor(
    private readonly parts: SyncParts,
    private readonly folder: RunFolder,
    private readonly number: number,
  ) {
    const { context, connection, options } = parts;
    const before = folder.checkpoint;
    const openedAtMs = context.monotonic();
    this.startedAt = before ? new Date(before.startedAt) : context.now();
    const activeMs = (): number => (before?.activeMs ?? 0) + context.monotonic() - openedAtMs;
    this.store = new SyncStore(folder, { startedAt: this.startedAt, activeMs });
    this.files = new SyncFolder(folder.folder);
    this.items = new ItemsWithoutEpoch(connection.service, connection.retryPolicy, context.signal);
    this.observer = makeObserver(context, { quiet: options.json ?? false });
  }

  async run(): Promise<SyncResult> {
    const journal = (await openJournal(this.folder, true)) as JournalFile;
    try {
      const found = await this.find(journal);
      const written = await this.write(found, journal);
      const { result, deletes } = await this.deleteAfter(written, found, journal);
      await this.saveEnd(result, deletes, journal);
      const ended = resultOf(found, deletes, result);
      await this.store.saveResult(documentOf("sync", syncJson(ended)));
      return ended;
    } finally {
      await journal.close();
    }
  }

  /** The changes, by the digest pass of this process or an earlier one. */
  private async find(journal: JournalFile): Promise<Found> {
    const kept = await this.files.state();
    if (kept) return { state: kept, firstKeys: new Map() };
    await this.saveStart(journal);
    const found = await searchChanges(this.parts, this.files, this.items, this.observer, this.store.run);
    await this.files.save(found.state);
    this.store.tally = { unchanged: unchangedIn(found.state), vanished: vanishedIn(found.state), deleted: 0 };
    if (!needsWrites(found)) await this.saveUnchanged(found, journal);
    return found;
  }

  private saveStart(journal: JournalFile): Promise<void> {
    const { migration, connection, context, preparation } = this.parts;
    const { definition, target } = migration;
    const { place, region } = connection;
    const start: Checkpoint = {
      ...{ formatVersion: 2, run: this.store.run, migration: syncName(definition.name) },
      definition: definition.fingerprint,
      target: { place, region, tables: tableNames(target), tableIds: preparation.tableIds },
      ...{ options: this.asked(), state: "running", number: this.folder.checkpoint?.number ?? this.number },
      startedAt: this.startedAt.toISOString(),
      updatedAt: context.now().toISOString(),
      ...{ entities: {}, journal: journal.mark(new Map()) },
    };
    return this.store.save(start, [], () => journal.sync());
  }

  /** Nothing is to be written: all rows are settled. */
  private saveUnchanged({ entities, state }: FoundChanges, journal: JournalFile): Promise<void> {
    const settled = entities.map((one): [string, Checkpoint["entities"][string]] => {
      const tally = unchangedSkipped(one.tally, unchangedOf(state, one.entity.name));
      this.observer.ended(one.entity.name, tally);
      return [one.entity.name, entityCheckpoint(one, tally)];
    });
    this.isSettled = true;
    return this.store.saveState("running", { entities: Object.fromEntries(settled) }, [], () =>
      journal.sync(),
    );
  }

  private async write({ state }: Found, journal: JournalFile): Promise<RunResult> {
    const { migration, options, context } = this.parts;
    const wanted = wantedEntities(migration.definition, options.entity);
    const entities = this.store.latest?.entities ?? {};
    if (this.isSettled || wanted.every(({ name }) => entities[name]?.done)) return this.settledResult();
    const { timeline, close } = await keepTimeline(this.folder, context);
    const changed = ChangedKeys.open(state, this.files, migration.scratch);
    const replaceable = new ReplaceableItems(state, this.files, migration.target);
    try {
      const { connection, preparation } = this.parts;
      const isReplaceable = replaceable.has.bind(replaceable);
      const writerParts = {
        context,
        connection,
        preparation,
        journal,
        reader: this.items,
        timeline,
        isReplaceable,
      };
      return await runMigration({
        ...migration,
        definition: { ...migration.definition, name: syncName(migration.definition.name) },
        isWanted: (to, digest) => changed.has(to, digest),
        ...{ store: this.store, conflict: preparation.conflict, tableIds: preparation.tableIds, journal },
        ...{ number: this.number, place: connection.place, region: connection.region, dryRun: false },
        ...{ limit: options.limit, options: this.asked() },
        ...(options.entity && { entities: options.entity }),
        ...{ now: context.now, monotonic: context.monotonic, random: context.random, signal: context.signal },
        observer: new TimelineObserver(this.observer, timeline),
        makeWriter: writerFactory(options, writerParts),
        objects: makeObjects(migration, context),
      });
    } finally {
      close();
      changed.close();
      replaceable.close();
    }
  }

  /** The result of a sync whose rows all are settled. */
  private settledResult(): RunResult {
    const { migration, context } = this.parts;
    const checkpoint = this.store.latest as Checkpoint;
    const entities = Object.entries(checkpoint.entities).map(([entity, kept]) => {
      const to = migration.definition.entities.find(({ name }) => name === entity)?.to ?? "";
      return { entity, table: migration.target.tables[to]?.name ?? "", tally: settledTally(kept) };
    });
    return {
      ...{ run: this.store.run, folder: this.store.folder, dryRun: false, outcome: "finished" },
      ...{ startedAt: this.startedAt, endedAt: context.now(), entities, retries: {} },
    };
  }

  /** Deletes only after everything has arrived. */
  private async deleteAfter(
    result: RunResult,
    { state }: Found,
    journal: JournalFile,
  ): Promise<{ readonly result: RunResult; readonly deletes: ReadonlyMap<string, DeleteCounts> }> {
    this.isSettled = result.outcome === "finished";
    if (!this.isSettled || !state.deletes) return { result, deletes: new Map() };
    const deletes = new Map<string, DeleteCounts>();
    const wasResumed = this.folder.checkpoint !== undefined;
    try {
      await deleteAll(state, this.files, {
        ...this.parts,
        journal,
        items: this.items,
        deletes,
        wasResumed,
        run: this.store.run,
      });
      return { result, deletes };
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      const outcome = error instanceof InterruptedError ? "interrupted" : "stopped";
      return { deletes, result: { ...result, outcome, failure: error } };
    }
  }

  /** If not all is written, the run has saved its checkpoint itself. */
  private async saveEnd(
    { outcome }: RunResult,
    deletes: ReadonlyMap<string, DeleteCounts>,
    journal: JournalFile,
  ): Promise<void> {
    if (!this.isSettled) return;
    const { tally, latest } = this.store;
    const deleted = [...deletes.values()].reduce((sum, one) => sum + one.deleted, 0);
    if (tally) this.store.tally = { ...tally, deleted };
    const settled = Object.entries(latest?.entities ?? {}).map(
      ([name, one]) => [name, one.settledUpTo] as const,
    );
    const updatedAt = this.parts.context.now().toISOString();
    const updates = { updatedAt, journal: journal.mark(new Map(settled)) };
    await this.store.saveState(outcome, updates, [], () => journal.sync());
  }

  /** What was asked, as the checkpoint keeps it. */
  private asked(): Checkpoint["options"] {
    const { options, preparation, context, next, migration } = this.parts;
    const { batchSize, concurrency, rate, entity, limit, delete: deletes } = options;
    const said = {
      onConflict: preparation.conflict,
      batchSize,
      concurrency,
      rate,
      entity,
      limit,
      delete: deletes,
      cutoverControl: controlTableOf(migration, context),
      ...targetRole(migration.definition),
    };
    return askedOptions(said, next, context);
  }
}
