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
  /** Why the source is not what it was when the reading started; absent if it is. */
  readonly change?: string | undefined;
}

/** The digests of everything that the source has. */
export interface SourceDigests {
  readonly entities: readonly EntityDigests[];
  /** The records of each table's items, by table id; tags are indexes of {@link entities}. */
  readonly records: ReadonlyMap<string, RecordSorter>;
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
  const records = new Map(ids.map((id) => [id, new RecordSorter(settings.scratch, perTable)]));
  const entities: EntityDigests[] = [];
  try {
    for (const [tag, entity] of settings.wanted.entries())
      entities.push(
        await digestEntity(entity, tag, reader, records.get(entity.to) as RecordSorter, settings),
      );
  } finally {
    reader.close();
  }
  return { entities, records };
}

async function digestEntity(
  entity: Entity,
  tag: number,
  reader: EntityReader,
  records: RecordSorter,
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
  const tally = await countRows(stream, entity, add, settings);
  observer.ended(entity.name, tally);
  const sourceVersion = stream.version ?? before;
  const change = await changeOf(entity, sourceVersion, before, settings);
  return { entity, tally, isComplete: stream.isComplete, sourceVersion, change };
}

async function countRows(
  stream: ReadStream,
  entity: Entity,
  add: (item: ReadItem) => void,
  { observer, signal }: DigestPassSettings,
): Promise<Tally> {
  const counter = new TallyCounter();
  for await (const { rows } of stream) {
    if (signal?.aborted) throw new InterruptedError();
    for (const { outcomes } of rows) {
      const endings = outcomes.map((outcome): Ending => {
        if (outcome.kind === "item") add(outcome);
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
