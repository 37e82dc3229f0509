import { stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { keyText } from "../../items/key-check";
import { itemText } from "../../items/item-text";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { Checkpoint } from "../../run-store/checkpoint";
import type { JournalEntry } from "../../run-store/journal/journal";
import { checkJournal } from "../../run-store/journal/journal-check";
import { keptDamagedBytes } from "../../run-store/journal/damaged-tail";
import { journalFile } from "../../run-store/journal/journal-file";
import {
  type EarlierItems,
  OverlaidItems,
  type RecordsWithKeys,
  voidTag,
} from "../../run-store/sync/earlier-items";
import { syncFileNames } from "../../run-store/sync/sync-files";
import { SyncFolder } from "../../run-store/sync/sync-folder";
import type { SyncState } from "../../run-store/sync/sync-state";
import { keyDigest } from "../../seen-keys/key-digest";
import { KeyTexts } from "../../seen-keys/key-texts";
import { RecordFile } from "../../seen-keys/record-file";
import { RecordSorter } from "../../seen-keys/record-sorter";
import type { Scratch } from "../../seen-keys/scratch";

/** Which runs are looked at. */
export interface RecordedRequest {
  /** The migration's name. */
  readonly migration: string;
  readonly place: string;
  readonly region: string;
  /** The tables by their ids, without those whose items no longer exist. */
  readonly tables: ReadonlyMap<string, TargetTable>;
  /** The identities of the tables; see `tableIdentity`. */
  readonly tableIds: Readonly<Record<string, string>>;
  readonly parent: string;
  readonly scratch: Scratch;
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
  const journals = new Journals(request);
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
  const empty = new Journals(request);
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

/** Whether a run wrote to the table that has this id now. */
function wroteTo({ target }: Checkpoint, id: string, { tables, tableIds }: RecordedRequest): boolean {
  const before = new Map(Object.entries(target.tableIds ?? {})).get(id);
  const now = new Map(Object.entries(tableIds)).get(id);
  const name = new Map(Object.entries(target.tables)).get(id);
  return name === tables.get(id)?.name && (before === undefined || now === undefined || before === now);
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

/** What journals say of the tables' items. */
class Journals {
  private readonly tables = new Map<string, { names: string[]; texts: KeyTexts; records: RecordSorter }>();

  constructor(private readonly request: RecordedRequest) {
    for (const table of request.tables.values())
      this.tables.set(table.name, {
        names: keyAttributes(table).map(({ name }) => name),
        texts: new KeyTexts(request.scratch.create()),
        records: new RecordSorter(request.scratch),
      });
  }

  /** Reads the journals of runs, oldest first. Returns why that cannot be done, as a sentence. */
  async readAll(runs: readonly Checkpoint[]): Promise<string | undefined> {
    if (runs.length === 0) return "no earlier run is known";
    for (const run of runs) {
      const problem = await this.read(run);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  recordsOf(table: string): RecordsWithKeys {
    const found = this.tables.get(table);
    if (found) return { cursor: found.records.sorted(), texts: found.texts };
    const texts = new KeyTexts(this.request.scratch.create());
    return { cursor: new RecordSorter().sorted(), texts };
  }

  close(): void {
    for (const { texts, records } of this.tables.values()) {
      texts.close();
      records.close();
    }
    this.tables.clear();
  }

  private async read(run: Checkpoint): Promise<string | undefined> {
    const path = join(this.request.parent, run.run, journalFile);
    if (!run.journal && !(await stat(path).catch(() => undefined)))
      return hasWritten(run) ? `run ${run.run} has kept no journal (--no-journal)` : undefined;
    const ids = Object.entries(run.target.tables).filter(([id]) => wroteTo(run, id, this.request));
    const names = new Set(ids.map(([, name]) => name));
    const onEntry = (entry: JournalEntry): void => {
      if (names.has(entry.table)) this.add(entry);
    };
    try {
      const { size, bytes } = await checkJournal(path, { mark: run.journal, remedy: "", onEntry });
      const isLost = size > bytes || (await keptDamagedBytes(path)) > 0;
      return isLost ? `the end of ${path} is lost` : undefined;
    } catch (error) {
      if (error instanceof UsageError) return error.message.trim();
      throw error;
    }
  }

  private add({ table, key, wrote, isVoid }: JournalEntry): void {
    const found = this.tables.get(table);
    if (!found) return;
    // Digests of earlier versions are of another text: what they wrote is not known.
    const item = wrote?.length === digestLength ? wrote : undefined;
    const position = found.texts.add(itemText(key));
    const digest = keyDigest(keyText(key, found.names));
    found.records.add({ key: digest, item, tag: isVoid ? voidTag : 0, position });
  }
}

/** Characters of SHA-256 in base64url. */
const digestLength = 43;

function hasWritten({ entities }: Checkpoint): boolean {
  return Object.values(entities).some(({ written, settled }) => (settled?.written ?? written) > 0);
}
