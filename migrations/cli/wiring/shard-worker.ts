import { TableItems } from "../../dynamodb/writer/table-items";
import { runMigration } from "../../pipeline/run/run";
import type { RunResult } from "../../pipeline/run/run-result";
import { Timeline } from "../../pipeline/timeline/timeline";
import { documentOf } from "../../report/json/document";
import { runJson } from "../../report/json-report";
import type { RunFolder } from "../../run-store/folder/run-folder";
import type { Shard } from "../../run-store/shards/manifest";
import { PartSource } from "../../sources/part-source";
import type { ProcessContext } from "../process-context";
import { partOf } from "./plan-shards";
import type { ItemConnection } from "./item-connection";
import { makeObjects } from "./make-objects";
import { writerFactory } from "./make-writer";
import { damagedTailWarning, openJournal } from "./open-journal";
import type { Migration } from "./open-migration";
import type { RateShare } from "./rate-share";
import type { ClaimedShard, RunLocation } from "./run-location";
import { ShardObserver } from "./shard-observer";
import { ShardSplitter } from "./shard-splitter";
import type { WorkerSettings } from "./worker-settings";

/** Everything that a worker moves shards with. */
export interface ShardWorkerParts {
  readonly location: RunLocation;
  readonly migration: Migration;
  readonly settings: WorkerSettings;
  readonly connection: ItemConnection;
  readonly share: RateShare;
  /** State of the source to read; see `HeldState`. @default the present one */
  readonly state?: string | undefined;
  /** The time that the rest of a shard must take to be split, in milliseconds. */
  readonly splitMs: number;
}

/** At most one point of the timeline in this time. */
const periodMs = 250;

/** Moves shards of a run, one after the other; each is a run with a folder of its own. */
export class ShardWorker {
  constructor(
    private readonly parts: ShardWorkerParts,
    private readonly context: ProcessContext,
  ) {}

  /** Moves a shard; `undefined` if it is finished, or another process works on it. @throws RunnerError */
  async move(shard: Shard): Promise<RunResult | undefined> {
    const claimed = await this.parts.location.claim(shard);
    if (!claimed) return undefined;
    try {
      return await this.moveIn(claimed);
    } finally {
      await claimed.close();
    }
  }

  private async moveIn(claimed: ClaimedShard): Promise<RunResult> {
    const { store, shard, storeJournal, saveEveryMs } = claimed;
    const { context } = this;
    const { connection, settings, share } = this.parts;
    const journal = await openJournal(store, true, storeJournal);
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
      journalIsRemote: storeJournal !== undefined,
    };
    const stop = context.every(periodMs, () => timeline.tick());
    const { location, migration } = this.parts;
    const splitMs = claimed.isFresh ? this.parts.splitMs : Infinity;
    const splitter = new ShardSplitter(
      shard,
      { location, source: migration.source, claimed, splitMs },
      context,
    );
    try {
      const makeWriter = writerFactory(settings.options, parts);
      const result = await runMigration({
        ...this.runSettings(store, shard, timeline, splitter),
        ...{ makeWriter, journal, ...(saveEveryMs !== undefined && { saveEveryMs }) },
      });
      await store.saveResult(documentOf("run", runJson(result)));
      return result;
    } finally {
      stop();
      splitter.close();
      timeline.finish();
      await journal?.close();
    }
  }

  private runSettings(store: RunFolder, shard: Shard, timeline: Timeline, splitter: ShardSplitter) {
    const { migration, connection, settings, state } = this.parts;
    const { place, region } = connection;
    const { conflict, wereEmpty, tableIds } = settings.preparation;
    const { now, monotonic, random, signal } = this.context;
    return {
      ...migration,
      source: new PartSource(migration.source, { ...partOf(shard), state }, shard.version, splitter),
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
