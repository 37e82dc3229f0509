import { BatchWriter } from "../../dynamodb/writer/batch-writer";
import { ItemChanges } from "../../dynamodb/writer/item-changes";
import { ItemsWithoutEpoch } from "../../dynamodb/writer/items-without-epoch";
import type { MakeWriter } from "../../dynamodb/writer/item-writer";
import { keyAttributes, tableNames, type TargetTable } from "../../items/target-table";
import { EarlierChanges } from "../../pipeline/in-place/change-attempts";
import { ChangeWire } from "../../pipeline/in-place/change-wire";
import { findItems } from "../../pipeline/in-place/find-items";
import { runMigration } from "../../pipeline/run/run";
import type { RunResult } from "../../pipeline/run/run-result";
import { TimelineObserver } from "../../pipeline/timeline/timeline-observer";
import { TimelineWire } from "../../pipeline/timeline/timeline-wire";
import { timelineWriters } from "../../pipeline/timeline/timeline-writers";
import type { Timeline } from "../../pipeline/timeline/timeline";
import { documentOf } from "../../report/json/document";
import { runJson } from "../../report/json-report";
import type { Checkpoint } from "../../run-store/checkpoint";
import { KeyList, type SearchState } from "../../run-store/folder/key-list";
import type { RunFolder } from "../../run-store/folder/run-folder";
import type { JournalFile } from "../../run-store/journal/journal-file";
import { KeyListSource } from "../../sources/json/key-list-source";
import { clock } from "../clock";
import { makeObserver } from "../output/progress";
import { askedOptions } from "./asked-options";
import { identitiesOf } from "./chosen-table";
import type { InPlaceParts } from "./in-place-parts";
import { keepTimeline } from "./keep-timeline";
import { openJournal } from "./open-journal";
import { scanOf } from "./in-place-scan";
import { writeLimit, writeRate } from "./write-rate";

/** What a change of a table's items came to. */
export interface InPlaceResult {
  readonly run: RunResult;
  readonly search: SearchState;
}

/**
 * Changes the items of a table in a run folder: first the keys of the items are searched and recorded, then the items
 * are changed one by one. Both are resumed after a kill.
 */
export async function runInPlace(parts: InPlaceParts, store: RunFolder): Promise<InPlaceResult> {
  const journal = (await openJournal(store, true)) as JournalFile;
  try {
    if (!store.checkpoint) await saveStart(parts, store, journal);
    const search = await searchKeys(parts, store);
    return { search, run: await changeItems(parts, store, journal) };
  } finally {
    await journal.close();
  }
}

async function searchKeys(
  { chosen, change, access, options, context }: InPlaceParts,
  store: RunFolder,
): Promise<SearchState> {
  const list = await KeyList.open(store.folder);
  try {
    const { state } = list;
    if (state.isComplete) return state;
    const { name } = chosen.table;
    const observer = makeObserver(context, { quiet: options.json ?? false });
    observer.started(name, `scan of ${name}`, "the keys of the items to change");
    const total = chosen.description.ItemCount ?? 0;
    await findItems({
      ...{ source: scanOf(access, options), table: name, change, found: list, signal: context.signal },
      keyNames: keyAttributes(chosen.table).map((key) => key.name),
      onProgress: () => {
        const { scanned } = list.state;
        observer.progressed(name, {
          rows: scanned,
          unit: "item",
          total: total > 0 ? Math.max(total, scanned) : undefined,
        });
      },
    });
    observer.ended(name, { rows: 0, read: 0, written: 0, skipped: 0, rejected: 0, rejectedBy: {} });
    return list.state;
  } finally {
    await list.close();
  }
}

async function changeItems(parts: InPlaceParts, store: RunFolder, journal: JournalFile): Promise<RunResult> {
  const { migration, options, context, access, chosen } = parts;
  const { timeline, close } = await keepTimeline(store, context);
  const keyNames = keyAttributes(chosen.table).map((key) => key.name);
  try {
    const observer = makeObserver(context, { quiet: options.json ?? false });
    const result = await runMigration({
      ...migration,
      source: new KeyListSource(store.folder, `items of ${chosen.table.name}`, keyNames),
      ...{ store, journal, conflict: "skip", dryRun: false, tableIds: identitiesOf(parts.chosen) },
      ...{ place: access.place, region: access.region, number: parts.number },
      options: asked(parts),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...{ now: context.now, monotonic: context.monotonic, random: context.random, signal: context.signal },
      observer: new TimelineObserver(observer, timeline),
      makeWriter: timelineWriters(writerOf(parts, journal, timeline), timeline),
    });
    await store.saveResult(documentOf("run", runJson(result)));
    return result;
  } finally {
    close();
  }
}

function writerOf(
  { access, change, options, context }: InPlaceParts,
  journal: JournalFile,
  timeline: Timeline,
): MakeWriter<TargetTable> {
  const earlier = new EarlierChanges(journal.found);
  return (table, onSettled, onRetry) => {
    const { name: tableName } = table;
    const keyNames = keyAttributes(table).map((key) => key.name);
    const limit = writeLimit(table, writeRate(table, options.rate, access));
    const wire = new ChangeWire({
      ...{ table: tableName, keyNames, change, journal, earlier, signal: context.signal },
      reader: new ItemsWithoutEpoch(access.service, access.retryPolicy, context.signal),
      changes: new ItemChanges({
        ...{ service: access.writes, tableName, keyNames, reads: change.reads },
        asksUnits: limit !== undefined,
      }),
      take:
        limit &&
        (async (item, bytes) => {
          const taken = await limit.take([{ item, bytes }], context.signal);
          return (consumed) => limit.correct(taken, consumed);
        }),
    });
    return new BatchWriter({
      ...{ ...clock, random: context.random, tableName, onSettled, onRetry },
      ...{ batchSize: options.batchSize, concurrency: options.concurrency, signal: context.signal },
      wire: new TimelineWire(wire, timeline),
      action: "dynamodb:UpdateItem",
      retryPolicy: access.retryPolicy,
    });
  };
}

/** A search may take long: a kill must leave a run that can be resumed. */
function saveStart(parts: InPlaceParts, store: RunFolder, journal: JournalFile): Promise<void> {
  const { migration, access, context, number } = parts;
  const startedAt = context.now().toISOString();
  const start: Checkpoint = {
    ...{ formatVersion: 2, run: store.run, migration: migration.definition.name, state: "running", number },
    definition: migration.definition.fingerprint,
    target: {
      ...{ place: access.place, region: access.region },
      ...{ tables: tableNames(migration.target), tableIds: identitiesOf(parts.chosen) },
    },
    ...{
      options: asked(parts),
      startedAt,
      updatedAt: startedAt,
      entities: {},
      journal: journal.mark(new Map()),
    },
  };
  return store.save(start, [], () => journal.sync());
}

/** What was asked, as the checkpoint keeps it. */
function asked({ options, context, next, control }: InPlaceParts): Checkpoint["options"] {
  const { batchSize, concurrency, rate, limit } = options;
  const said = { onConflict: "skip", batchSize, concurrency, rate, limit, cutoverControl: control };
  return askedOptions(said, next, context);
}
