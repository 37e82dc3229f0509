import { UsageError } from "../../errors";
import { isEmpty } from "../../dynamodb/control/check-tables";
import type { KeyLookup } from "../../dynamodb/reader/item-reader";
import { parseItem } from "../../items/item-json";
import { keyForPeople } from "../../items/key-check";
import type { TargetTable } from "../../items/target-table";
import type { Observer } from "../../pipeline/read/observer";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { type Changes, findChanges } from "../../pipeline/sync/find-changes";
import { defaultMaxDeletes } from "../../pipeline/sync/max-deletes";
import { type SyncFiles, syncFileNames } from "../../run-store/sync/sync-files";
import type { Scratch } from "../../seen-keys/scratch";
import { type RecordedItems, recordedItems } from "./recorded-items";
import type { SyncParts } from "./sync-parts";

/** Keys that are shown of each table and kind. */
const maxShown = 10;

/** The first keys of a table that are to be written or deleted. */
export interface FirstKeys {
  readonly changed: Record<string, string>[];
  readonly vanished: Record<string, string>[];
}

/** What the search for changes found. */
export interface FoundChanges extends Changes {
  readonly firstKeys: ReadonlyMap<string, FirstKeys>;
  readonly noRecord?: string | undefined;
}

/**
 * Compares the source with what earlier runs have recorded. Writes to no table.
 * @throws UsageError if something is to be deleted and nothing is recorded
 */
export async function searchChanges(
  parts: SyncParts,
  files: SyncFiles,
  lookup: KeyLookup,
  observer: Observer,
  /** The run that searches, which has recorded nothing yet. */
  run?: string,
): Promise<FoundChanges> {
  const { migration, options, context } = parts;
  const recorded = await readRecorded(parts, run);
  try {
    if (recorded.problem !== undefined && options.delete) throw noRecord(parts, recorded.problem);
    const firstKeys = new Map<string, FirstKeys>();
    const changes = await findChanges({
      ...migration,
      wanted: wantedEntities(migration.definition, options.entity),
      ...{ limit: options.limit, observer, signal: context.signal, lookup, files, namesOf: syncFileNames },
      ...{ earlierOf: recorded.earlierOf, basedOn: recorded.basedOn },
      deletes: options.delete ? (options.maxDeletes ?? defaultMaxDeletes) : undefined,
      onKey: (table, kind, keyText) => {
        const keys = firstKeys.get(table) ?? { changed: [], vanished: [] };
        firstKeys.set(table, keys);
        if (keys[kind].length < maxShown) keys[kind].push(shownKey(keyText));
      },
    });
    return { ...changes, firstKeys, noRecord: recorded.problem };
  } finally {
    recorded.close();
  }
}

async function readRecorded(
  { migration, connection, preparation, list, parent }: SyncParts,
  run: string | undefined,
): Promise<RecordedItems> {
  const { definition, target, scratch } = migration;
  const tables = new Map<string, TargetTable>();
  for (const id of new Set(definition.entities.map(({ to }) => to))) {
    const table = target.tables[id] as TargetTable;
    // Of a table that was emptied, nothing that was recorded holds.
    const isWanted = preparation.tableIds[id] !== undefined;
    if (isWanted && !(await isEmpty(connection.client, table))) tables.set(id, table);
  }
  return recordedItems(
    list.runs.filter((one) => one.run !== run),
    {
      ...{ migration: definition.name, place: connection.place, region: connection.region },
      ...{ tables, tableIds: preparation.tableIds, parent, scratch: scratch as Scratch },
    },
  );
}

function noRecord({ migration, connection, options }: SyncParts, problem: string): UsageError {
  return new UsageError(
    "sync-no-record",
    `--delete: no run of ${migration.definition.name} into ${connection.place} in ${options.runFolder} tells which items it wrote (${problem}); sync once without --delete, which records the items that the source has now`,
  );
}

function shownKey(keyText: string): Record<string, string> {
  const key = parseItem(JSON.parse(keyText));
  return keyForPeople(key, Object.keys(key));
}
