import { join } from "node:path";
import type { Checkpoint } from "../../run-store/checkpoint";
import { type EarlierItems, OverlaidItems, type RecordsWithKeys } from "../../run-store/sync/earlier-items";
import { syncFileNames } from "../../run-store/sync/sync-files";
import { SyncFolder } from "../../run-store/sync/sync-folder";
import type { SyncState } from "../../run-store/sync/sync-state";
import { KeyTexts } from "../../seen-keys/key-texts";
import { RecordFile } from "../../seen-keys/record-file";
import { type JournalsRequest, RecordedJournals, wroteTo } from "./recorded-journals";

/** Which runs are looked at. */
export interface RecordedRequest extends JournalsRequest {
  /** The migration's name. */
  readonly migration: string;
  readonly place: string;
  readonly region: string;
}

/** The items that earlier runs of a migration have recorded. */
export interface RecordedItems {
  /** The runs that have recorded them; empty if nothing is known. */
  readonly basedOn: readonly string[];
  /** Why what they have recorded cannot be used, as a sentence. */
  readonly problem?: string;
  readonly earlierOf: (table: string) => EarlierItems;
  readonly close: () => void;
}

/** Names of the runs of a migration: those of `run` (and `follow`, which continues one), `sync` and `verify --repair`. */
const kinds = ["", "-sync", "-repair"];

/** The name under which a sync of a migration runs. */
export function syncName(migration: string): string {
  return `${migration}-sync`;
}

/**
 * Reads what the runs of a migration have written and nobody has rolled back: the records of the latest sync, and the
 * journals since. Without them, the items of the tables have to be compared themselves.
 *
 * @param runs oldest first
 */
export async function recordedItems(
  runs: readonly Checkpoint[],
  request: RecordedRequest,
): Promise<RecordedItems> {
  const ours = runs.filter((run) => isOurs(run, request));
  const undone = new Set(runs.filter(({ state }) => state === "rolled-back").map(({ run }) => run));
  const base = await latestSync(ours, undone, request);
  const since = ours.slice(base ? ours.indexOf(base.checkpoint) : 0);
  const journals = new RecordedJournals(request);
  const problem = await journals.readAll(since);
  if (problem !== undefined) {
    journals.close();
    return recordedNowhere(request, problem);
  }
  const files: (KeyTexts | RecordFile)[] = [];
  return {
    basedOn: [...new Set([...(base?.state.basedOn ?? []), ...since.map(({ run }) => run)])],
    earlierOf: (table) =>
      new OverlaidItems(base && recordsOf(base, table, request, files), journals.recordsOf(table)),
    close: () => {
      journals.close();
      files.splice(0).forEach((file) => file.close());
    },
  };
}

/** Every item has to be looked up. */
function recordedNowhere(request: RecordedRequest, problem: string): RecordedItems {
  const empty = new RecordedJournals(request);
  return {
    ...{ basedOn: [], problem, close: () => empty.close() },
    earlierOf: (table) => new OverlaidItems(undefined, empty.recordsOf(table)),
  };
}

function isOurs({ migration, target, state }: Checkpoint, request: RecordedRequest): boolean {
  return (
    state !== "rolled-back" &&
    kinds.some((kind) => migration === `${request.migration}${kind}`) &&
    target.place === request.place &&
    target.region === request.region
  );
}

interface Sync {
  readonly checkpoint: Checkpoint;
  readonly folder: SyncFolder;
  readonly state: SyncState;
}

/** The latest sync whose records still hold: no run that they are based on was rolled back since. */
async function latestSync(
  runs: readonly Checkpoint[],
  undone: ReadonlySet<string>,
  { parent }: RecordedRequest,
): Promise<Sync | undefined> {
  for (const checkpoint of runs.toReversed()) {
    if (!checkpoint.migration.endsWith("-sync")) continue;
    const folder = new SyncFolder(join(parent, checkpoint.run));
    const state = await folder.state().catch(() => undefined);
    if (state && !state.basedOn.some((run) => undone.has(run))) return { checkpoint, folder, state };
  }
  return undefined;
}

function recordsOf(
  { checkpoint, folder, state }: Sync,
  table: string,
  request: RecordedRequest,
  files: (KeyTexts | RecordFile)[],
): RecordsWithKeys | undefined {
  const index = state.tables.findIndex((one) => one.table === table);
  const found = state.tables[index];
  if (!found || !request.tables.has(found.id) || !wroteTo(checkpoint, found.id, request)) return undefined;
  const names = syncFileNames(index);
  const items = new RecordFile(folder.open(names.items), found.items);
  const texts = new KeyTexts(folder.open(names.keys), found.keyBytes);
  files.push(items, texts);
  return { cursor: items.cursor(), texts };
}
