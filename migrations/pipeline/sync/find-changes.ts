import type { KeyLookup } from "../../dynamodb/reader/item-reader";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { KeyTexts } from "../../seen-keys/key-texts";
import type { EarlierItems } from "../../run-store/sync/earlier-items";
import type { SyncFiles, syncFileNames } from "../../run-store/sync/sync-files";
import type { SyncState, SyncTable } from "../../run-store/sync/sync-state";
import { compareItems } from "./compare-items";
import { deleteRefusal } from "./delete-refusal";
import { type DigestPassSettings, digestSource, type EntityDigests, type SourceDigests } from "./digest-pass";
import type { MaxDeletes } from "./max-deletes";

/** What the search for changes takes. */
export interface FindChangesSettings extends Omit<DigestPassSettings, "textsOf"> {
  readonly lookup: KeyLookup;
  readonly files: SyncFiles;
  readonly namesOf: typeof syncFileNames;
  /** The items that earlier runs have recorded for a table. @param table its name */
  readonly earlierOf: (table: string) => EarlierItems;
  /** The runs that have recorded them. */
  readonly basedOn: readonly string[];
  /** How many vanished items of a table may be deleted. @default vanished items stay */
  readonly deletes?: MaxDeletes | undefined;
  /** See `ComparedTable.onKey`. @param table its name */
  readonly onKey?: (table: string, kind: "changed" | "vanished", keyText: string) => void;
}

/** What a sync has to do. */
export interface Changes {
  readonly state: SyncState;
  readonly entities: readonly EntityDigests[];
}

/** Reads the source and compares it with what earlier runs have recorded. Writes to no table. */
export async function findChanges(settings: FindChangesSettings): Promise<Changes> {
  const ids = [...new Set(settings.wanted.map(({ to }) => to))];
  const { files, namesOf, basedOn, deletes } = settings;
  const texts = new Map(ids.map((id, index) => [id, new KeyTexts(files.create(namesOf(index).keys))]));
  const source = await digestSource({ ...settings, textsOf: (to) => texts.get(to) as KeyTexts });
  const unchanged = source.entities.map(({ entity }): [string, number] => [entity.name, 0]);
  const tables: SyncTable[] = [];
  try {
    for (const [index, id] of ids.entries()) {
      const onUnchanged = (tag: number): unknown => (unchanged[tag] as [string, number])[1]++;
      const parts = { id, index, texts: texts.get(id) as KeyTexts, source, onUnchanged };
      tables.push(await compareTable(parts, settings));
    }
  } finally {
    source.records.forEach((records) => records.close());
    source.deleted.forEach((records) => records.close());
    texts.forEach((one) => one.close());
  }
  const state = { formatVersion: 1, basedOn, deletes: deletes !== undefined, tables, unchanged } as const;
  return { state, entities: source.entities };
}

interface TableParts {
  readonly id: string;
  readonly index: number;
  readonly texts: KeyTexts;
  readonly source: SourceDigests;
  readonly onUnchanged: (tag: number) => void;
}

async function compareTable(
  { id, index, texts, source, onUnchanged }: TableParts,
  settings: FindChangesSettings,
): Promise<SyncTable> {
  const { target, definition, deletes, signal, onKey } = settings;
  const table = target.tables[id] as TargetTable;
  const names = settings.namesOf(index);
  const { items, changed, vanished } = names;
  const files = {
    items: settings.files.create(items),
    changed: settings.files.create(changed),
    vanished: settings.files.create(vanished),
  };
  const entities = source.entities.filter(({ entity }) => entity.to === id);
  const isWhole =
    entities.every(({ isComplete, isPartial }) => isComplete && !isPartial) &&
    definition.entities.every(
      ({ name, to }) => to !== id || entities.some((one) => one.entity.name === name),
    );
  try {
    const outcome = await compareItems({
      ...{ id, name: table.name, texts, files, isWhole, onUnchanged, signal, lookup: settings.lookup },
      keyNames: keyAttributes(table).map(({ name }) => name),
      records: (source.records.get(id) as NonNullable<ReturnType<SourceDigests["records"]["get"]>>).sorted(),
      earlier: settings.earlierOf(table.name),
      deleted: source.deleted.get(id)?.sorted(),
      ...(onKey && { onKey: (kind, keyText) => onKey(table.name, kind, keyText) }),
    });
    const describe = ({ from }: EntityDigests["entity"]): string => settings.source.describe(from);
    const refusal = deletes && deleteRefusal(outcome, entities, deletes, describe);
    return { ...outcome, ...(refusal !== undefined && { refusal }) };
  } finally {
    Object.values(files).forEach((file) => file.close());
  }
}
