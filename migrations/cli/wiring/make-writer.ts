import type { KeyLookup } from "../../dynamodb/reader/item-reader";
import type { JournalEntry } from "../../run-store/journal/journal";
import type { JournalFile } from "../../run-store/journal/journal-file";
import { EarlierWrites } from "../../pipeline/run/earlier-writes";
import { JournaledWire } from "../../pipeline/run/journaled-wire";
import type { Timeline } from "../../pipeline/timeline/timeline";
import { timelineWriters } from "../../pipeline/timeline/timeline-writers";
import { TimelineWire } from "../../pipeline/timeline/timeline-wire";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { BatchWire } from "../../dynamodb/writer/batch-wire";
import { BatchWriter } from "../../dynamodb/writer/batch-writer";
import type { MakeWriter } from "../../dynamodb/writer/item-writer";
import { ConditionalWire } from "../../dynamodb/writer/conditional-wire";
import type { Item } from "../../items/item";
import type { Wire } from "../../dynamodb/writer/wire";
import { clock } from "../clock";
import type { ItemConnection } from "./item-connection";
import type { Preparation } from "./prepare-tables";
import type { ProcessContext } from "../process-context";
import type { RateShare } from "./rate-share";
import { writeLimit, writeRate } from "./write-rate";

export interface WriterOptions {
  readonly batchSize: number;
  readonly concurrency: number;
  /** Write units per second; see `writeRate`. */
  readonly rate?: number;
}

/** What writes go through, besides the options. */
export interface WriterParts {
  readonly context: ProcessContext;
  readonly connection: ItemConnection;
  readonly preparation: Preparation;
  /** Absent if the run cannot be rolled back. */
  readonly journal: JournalFile | undefined;
  readonly reader: KeyLookup;
  readonly timeline: Timeline;
  /** Whether storing entries of the journal costs a request. */
  readonly journalIsRemote?: boolean | undefined;
  /** The share of the rate that this process may use. @default all of it */
  readonly share?: RateShare | undefined;
  /** Writes that other processes of the run may have sent. @default none */
  readonly others?: readonly JournalEntry[] | undefined;
  /** Whether an item of a table may be replaced; see `JournaledTable`. @default items are not told apart */
  readonly isReplaceable?: ((table: string, found: Item, digest: string) => boolean) | undefined;
}

/** Items whose entries of the journal are stored with one request, at most. */
const segmentItems = 5000;

/** How a run gets the writer of a table. */
export function writerFactory(options: WriterOptions, parts: WriterParts): MakeWriter<TargetTable> {
  const { context } = parts;
  const dependencies = { ...clock, random: context.random };
  const found = [...(parts.others ?? []), ...(parts.journal?.found ?? [])];
  const earlier = new EarlierWrites(found, parts.journal?.lost);
  const makeWriter: MakeWriter<TargetTable> = (table, onSettled, onRetry) => {
    const keyNames = keyAttributes(table).map((key) => key.name);
    const unitsPerSecond = writeRate(table, options.rate, parts.connection);
    const rate = writeLimit(table, unitsPerSecond, parts.share?.part);
    if (rate && unitsPerSecond !== undefined) parts.share?.limit(rate, unitsPerSecond);
    return new BatchWriter({
      ...dependencies,
      wire: makeWire(table, keyNames, rate !== undefined, parts, earlier),
      tableName: table.name,
      batchSize: options.batchSize,
      concurrency: options.concurrency,
      ...(parts.journalIsRemote && { segmentItems }),
      ...(rate && { rate }),
      retryPolicy: parts.connection.retryPolicy,
      signal: context.signal,
      onSettled,
      onRetry,
    });
  };
  return timelineWriters(makeWriter, parts.timeline);
}

function makeWire(
  table: TargetTable,
  keyNames: readonly string[],
  asksUnits: boolean,
  parts: WriterParts,
  earlier: EarlierWrites,
): Wire {
  const { connection, preparation, journal, reader, timeline, isReplaceable } = parts;
  const target = { service: connection.writes, tableName: table.name, keyNames, asksUnits };
  const { conflict, wereEmpty } = preparation;
  // A table that was empty is written to in batches, which cannot have a condition; it is read before instead.
  const isConditional = conflict !== "overwrite" && !wereEmpty && !isReplaceable;
  const batches = new TimelineWire(new BatchWire(target), timeline);
  const wire = isConditional ? new TimelineWire(new ConditionalWire(target), timeline) : batches;
  if (!journal && !wereEmpty) return wire;
  const keepsExisting = conflict !== "overwrite";
  const replacing = batches;
  return new JournaledWire(wire, {
    name: table.name,
    keyNames,
    reader,
    keepsExisting,
    ...(isReplaceable && { isReplaceable: (found, digest) => isReplaceable(table.name, found, digest) }),
    journal,
    replacing,
    earlier,
    now: clock.now,
  });
}
