import { join } from "node:path";
import { TableItems } from "../../dynamodb/writer/table-items";
import { UsageError } from "../../errors";
import { runMigration } from "../../pipeline/run/run";
import type { RunResult } from "../../pipeline/run/run-result";
import { Timeline } from "../../pipeline/timeline/timeline";
import { documentOf } from "../../report/json/document";
import { runJson } from "../../report/json-report";
import { lockFile, isLocked } from "../../run-store/folder/process-lock";
import { RunFolder } from "../../run-store/folder/run-folder";
import { readCheckpoint } from "../../run-store/folder/run-list";
import { type Shard, shardsFolder } from "../../run-store/shards/manifest";
import { PartSource } from "../../sources/part-source";
import type { ProcessContext } from "../process-context";
import { partOf } from "./plan-shards";
import type { Connection } from "./dynamodb";
import { makeObjects } from "./make-objects";
import { writerFactory } from "./make-writer";
import { damagedTailWarning, openJournal } from "./open-journal";
import type { Migration } from "./open-migration";
import type { RateShare } from "./rate-share";
import { opener, processesOf } from "./run-opener";
import { ShardObserver } from "./shard-observer";
import type { WorkerSettings } from "./worker-settings";

/** Everything that a worker moves shards with. */
export interface ShardWorkerParts {
  /** The run's folder. */
  readonly folder: string;
  readonly migration: Migration;
  readonly settings: WorkerSettings;
  readonly connection: Connection;
  readonly share: RateShare;
}

/** At most one point of the timeline in this time. */
const periodMs = 250;

/** Moves shards of a run, one after the other; each is a run of its own in a folder of the run's folder. */
export class ShardWorker {
  private readonly parent: string;

  constructor(
    private readonly parts: ShardWorkerParts,
    private readonly context: ProcessContext,
  ) {
    this.parent = shardsFolder(parts.folder);
  }

  /** Moves a shard; `undefined` if it is finished, or another process works on it. @throws RunnerError */
  async move(shard: Shard): Promise<RunResult | undefined> {
    if (!(await this.isFree(shard))) return undefined;
    const store = await RunFolder.open(this.parent, shard.id, opener(this.context)).catch(unlessLocked);
    if (!store) return undefined;
    try {
      return store.checkpoint?.state === "finished" ? undefined : await this.moveIn(store, shard);
    } finally {
      await store.close();
    }
  }

  private async isFree({ id }: Shard): Promise<boolean> {
    const folder = join(this.parent, id);
    if ((await readCheckpoint(folder))?.state === "finished") return false;
    return !(await isLocked(join(folder, lockFile), processesOf(this.context)));
  }

  private async moveIn(store: RunFolder, shard: Shard): Promise<RunResult> {
    const { context } = this;
    const { connection, settings, share } = this.parts;
    const journal = await openJournal(store, true);
    if (journal?.damaged)
      context.error(
        damagedTailWarning(journal.damaged, "A rollback does not undo the items of lost entries"),
      );
    const timeline = this.timeline();
    const { signal } = context;
    const reader = new TableItems(connection.service, connection.retryPolicy, signal);
    const parts = {
      context,
      connection,
      preparation: settings.preparation,
      journal,
      reader,
      timeline,
      share,
    };
    const stop = context.every(periodMs, () => timeline.tick());
    try {
      const makeWriter = writerFactory(settings.options, parts);
      const result = await runMigration({ ...this.runSettings(store, shard, timeline), makeWriter, journal });
      await store.saveResult(documentOf("run", runJson(result)));
      return result;
    } finally {
      stop();
      timeline.finish();
      await journal?.close();
    }
  }

  private runSettings(store: RunFolder, shard: Shard, timeline: Timeline) {
    const { migration, connection, settings } = this.parts;
    const { place, region } = connection;
    const { conflict, wereEmpty, tableIds } = settings.preparation;
    const { now, monotonic, random, signal } = this.context;
    return {
      ...migration,
      source: new PartSource(migration.source, partOf(shard), shard.version),
      ...{ store, conflict, tableIds, place, region, dryRun: false, entities: [shard.entity] },
      options: { onConflict: conflict, ...(wereEmpty && { tablesWereEmpty: true }) },
      ...{ now, monotonic, random, signal },
      observer: new ShardObserver(shard.id, this.context, timeline),
      objects: makeObjects(migration, this.context),
    };
  }

  private timeline(): Timeline {
    const { parent, now, monotonic } = this.context;
    const sink = {
      periodMs,
      session: 1,
      add: (point: Parameters<Timeline["addPoint"]>[1]) => parent?.send({ kind: "point", point }),
    };
    return new Timeline(sink, now, {}, monotonic);
  }
}

/** Another process was quicker. */
function unlessLocked(error: unknown): undefined {
  if (error instanceof UsageError && error.code === "run-locked") return undefined;
  throw error;
}
