import type { Entity } from "../../definition/definition";
import { InterruptedError } from "../../errors";
import { itemDigest, textDigest } from "../../items/item-digest";
import { keyAttributes } from "../../items/target-table";
import type { KeyTexts } from "../../seen-keys/key-texts";
import { recordsInMemory, RecordSorter } from "../../seen-keys/record-sorter";
import { EntityReader, type ReaderSettings } from "../read/entity-reader";
import type { Observer } from "../read/observer";
import type { ReadItem, ReadStream } from "../read/read-stream";
import { type Ending, type Tally, TallyCounter } from "../read/tally";
import { encodedForms } from "../run/run-item";

/** What a digest pass takes. */
export interface DigestPassSettings extends ReaderSettings {
  readonly wanted: readonly Entity[];
  /** Rows of each entity to read. @default all */
  readonly limit?: number | undefined;
  readonly observer: Observer;
  readonly signal?: AbortSignal | undefined;
  /** Takes the texts of the keys of a table's items. @param to the table's id */
  readonly textsOf: (to: string) => KeyTexts;
}

/** What was read of an entity. */
export interface EntityDigests {
  readonly entity: Entity;
  /** As a run would count it that writes every item. */
  readonly tally: Tally;
  readonly isComplete: boolean;
  /** The source's version; see `EntityCheckpoint`. */
  readonly sourceVersion: string;
  /** Whether the source has only the rows that have changed; see `Source.isPartial`. */
  readonly isPartial: boolean;
  /** Why the source is not what it was when the reading started; absent if it is. */
  readonly change?: string | undefined;
}

/** The digests of everything that the source has. */
export interface SourceDigests {
  readonly entities: readonly EntityDigests[];
  /** The records of each table's items, by table id; tags are indexes of {@link entities}. */
  readonly records: ReadonlyMap<string, RecordSorter>;
  /** The keys of each table's items whose rows the source lists as deleted, by table id. */
  readonly deleted: ReadonlyMap<string, RecordSorter>;
}

/**
 * Reads the source and takes the digest of every item, with the rules by which a run reads it.
 *
 * @throws RunnerError if a source cannot be read to its end
 */
export async function digestSource(settings: DigestPassSettings): Promise<SourceDigests> {
  const reader = new EntityReader(settings);
  const ids = [...new Set(settings.wanted.map(({ to }) => to))];
  const perTable = Math.ceil(recordsInMemory / Math.max(1, ids.length));
  const sorters = () => new Map(ids.map((id) => [id, new RecordSorter(settings.scratch, perTable)]));
  const [records, deleted] = [sorters(), sorters()];
  const entities: EntityDigests[] = [];
  try {
    for (const [tag, entity] of settings.wanted.entries())
      entities.push(await digestEntity(entity, tag, reader, sortersOf(entity, records, deleted), settings));
  } finally {
    reader.close();
  }
  return { entities, records, deleted };
}

/** Where the records of an entity go. */
interface EntitySorters {
  readonly records: RecordSorter;
  readonly deleted: RecordSorter;
}

function sortersOf(
  { to }: Entity,
  records: SourceDigests["records"],
  deleted: SourceDigests["deleted"],
): EntitySorters {
  return { records: records.get(to) as RecordSorter, deleted: deleted.get(to) as RecordSorter };
}

async function digestEntity(
  entity: Entity,
  tag: number,
  reader: EntityReader,
  { records, deleted }: EntitySorters,
  settings: DigestPassSettings,
): Promise<EntityDigests> {
  const { source, observer, signal, limit } = settings;
  const table = reader.table(entity);
  const keyNames = keyAttributes(table).map(({ name }) => name);
  const texts = settings.textsOf(entity.to);
  const add = (item: ReadItem): void => {
    const { item: encoded, key } = encodedForms(item, keyNames);
    const digest = encoded.isCanonical ? textDigest(encoded.text) : itemDigest(item.item);
    records.add({ key: item.digest, item: digest, tag, position: texts.add(key.attributes) });
  };
  observer.started(entity.name, reader.describe(entity), table.name);
  const before = await source.version(entity.from);
  const stream = reader.read(entity, { signal, limit });
  const addDeleted = (key: string) => deleted.add({ key, item: undefined, tag, position: 0 });
  const tally = await countRows(stream, entity, { add, addDeleted }, settings);
  const isPartial = (await source.isPartial?.(entity.from)) ?? false;
  observer.ended(entity.name, tally);
  const sourceVersion = stream.version ?? before;
  const change = await changeOf(entity, sourceVersion, before, settings);
  return { entity, tally, isComplete: stream.isComplete, isPartial, sourceVersion, change };
}

async function countRows(
  stream: ReadStream,
  entity: Entity,
  { add, addDeleted }: { readonly add: (item: ReadItem) => void; readonly addDeleted: (key: string) => void },
  { observer, signal }: DigestPassSettings,
): Promise<Tally> {
  const counter = new TallyCounter();
  for await (const { rows } of stream) {
    if (signal?.aborted) throw new InterruptedError();
    for (const { outcomes } of rows) {
      const endings = outcomes.map((outcome): Ending => {
        if (outcome.kind === "item") add(outcome);
        if (outcome.kind === "left-out" && outcome.deleted !== undefined) addDeleted(outcome.deleted);
        if (outcome.kind === "rejected") return outcome.rejection.code;
        return outcome.kind === "item" ? "written" : "skipped";
      });
      counter.addRow(endings);
    }
    observer.progressed(entity.name, stream.progress);
  }
  return counter.tally;
}

/** Why a source is no longer what was read. */
async function changeOf(
  { from }: Entity,
  read: string,
  before: string,
  { source, signal }: DigestPassSettings,
): Promise<string | undefined> {
  if (!source.compare) return (await source.version(from)) === before ? undefined : "it has changed";
  const comparison = await source.compare(from, read, signal);
  if (comparison.kind === "same") return undefined;
  return comparison.kind === "changed" ? comparison.reason : `rows were added after row ${comparison.rows}`;
}
