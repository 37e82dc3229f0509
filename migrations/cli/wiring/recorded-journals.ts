import { stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { keyText } from "../../items/key-check";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { Checkpoint } from "../../run-store/checkpoint";
import { keptDamagedBytes } from "../../run-store/journal/damaged-tail";
import type { IndexBlock } from "../../run-store/journal/index-block";
import { indexedParts } from "../../run-store/journal/indexed-parts";
import type { JournalEntry } from "../../run-store/journal/journal";
import { checkJournal, type JournalPart } from "../../run-store/journal/journal-check";
import { journalFile } from "../../run-store/journal/journal-file";
import { firstSum } from "../../run-store/journal/line-sum";
import { JournalTexts } from "../../run-store/journal/journal-texts";
import { type RecordsWithKeys, voidTag } from "../../run-store/sync/earlier-items";
import { positionOf, recordWords, tagOf } from "../../seen-keys/item-record";
import { keyDigest } from "../../seen-keys/key-digest";
import { RecordSorter } from "../../seen-keys/record-sorter";
import type { Scratch } from "../../seen-keys/scratch";

/** Whose journals are read. */
export interface JournalsRequest {
  /** The tables by their ids, without those whose items no longer exist. */
  readonly tables: ReadonlyMap<string, TargetTable>;
  /** The identities of the tables; see `tableIdentity`. */
  readonly tableIds: Readonly<Record<string, string>>;
  /** The folder of all runs. */
  readonly parent: string;
  readonly scratch: Scratch;
}

/** Characters of SHA-256 in base64url. */
const digestLength = 43;

/** Whether a run wrote to the table that has this id now. */
export function wroteTo({ target }: Checkpoint, id: string, { tables, tableIds }: JournalsRequest): boolean {
  const before = new Map(Object.entries(target.tableIds ?? {})).get(id);
  const now = new Map(Object.entries(tableIds)).get(id);
  const name = new Map(Object.entries(target.tables)).get(id);
  return name === tables.get(id)?.name && (before === undefined || now === undefined || before === now);
}

/** A table's records, and the names of its keys. */
interface JournaledTable {
  readonly keyNames: readonly string[];
  readonly records: RecordSorter;
}

/** A journal that is read. */
interface ReadJournal {
  readonly path: string;
  /** The position of its first byte among the texts. */
  readonly start: number;
  /** Tables that the run wrote to and that are looked at, by name. */
  readonly tables: ReadonlyMap<string, JournaledTable>;
}

/** What the journals of runs say of the tables' items: by their indexes, and by the lines that those lack. */
export class RecordedJournals {
  private readonly tables: ReadonlyMap<string, JournaledTable>;
  private readonly texts = new JournalTexts();

  constructor(private readonly request: JournalsRequest) {
    this.tables = new Map(
      [...request.tables.values()].map((table) => [
        table.name,
        {
          keyNames: keyAttributes(table).map(({ name }) => name),
          records: new RecordSorter(request.scratch),
        },
      ]),
    );
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
    const { records } = this.tables.get(table) ?? { records: new RecordSorter() };
    return { cursor: records.sorted(), texts: this.texts };
  }

  close(): void {
    this.texts.close();
    for (const { records } of this.tables.values()) records.close();
  }

  private async read(run: Checkpoint): Promise<string | undefined> {
    const path = join(this.request.parent, run.run, journalFile);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (!run.journal && size === undefined)
      return hasWritten(run) ? `run ${run.run} has kept no journal (--no-journal)` : undefined;
    const start = this.texts.add(path, size ?? 0);
    const ids = Object.entries(run.target.tables).filter(([id]) => wroteTo(run, id, this.request));
    const names = new Set(ids.map(([, name]) => name));
    const tables = new Map([...this.tables].filter(([name]) => names.has(name)));
    try {
      const isLost = await this.readJournal({ path, start, tables }, size ?? 0, run.journal);
      return isLost || (await keptDamagedBytes(path)) > 0 ? `the end of ${path} is lost` : undefined;
    } catch (error) {
      if (error instanceof UsageError) return error.message.trim();
      throw error;
    }
  }

  /** @returns whether the end of the journal cannot be read */
  private async readJournal(
    journal: ReadJournal,
    bytes: number,
    mark: Checkpoint["journal"],
  ): Promise<boolean> {
    const { path } = journal;
    const onEntry = (entry: JournalEntry, at: number): void => this.addEntry(entry, at, journal);
    const readLines = (part: JournalPart) => checkJournal(path, { mark, part, remedy: "", onEntry });
    let before = { from: 0, sum: firstSum };
    for (const block of indexedParts(path, bytes)) {
      if (block.from > before.from) await readLines({ ...before, to: block.from });
      this.addBlock(block, journal);
      before = { from: block.to, sum: block.sum };
    }
    const rest = await readLines(before);
    return rest.size > rest.bytes;
  }

  private addBlock(
    { cells, records: count, tables: names }: IndexBlock,
    { start, tables }: ReadJournal,
  ): void {
    const sorters = names.map((name) => tables.get(name)?.records);
    for (let offset = 0; offset < count * recordWords; offset += recordWords) {
      const place = { cells, offset };
      const tag = tagOf(place);
      sorters[tag >>> 1]?.addRecord(place, (tag & 1) === 1 ? voidTag : 0, start + positionOf(place));
    }
  }

  private addEntry(
    { table, key, wrote, isVoid }: JournalEntry,
    at: number,
    { start, tables }: ReadJournal,
  ): void {
    const found = tables.get(table);
    if (!found) return;
    // Digests of earlier versions are of another text: what they wrote is not known.
    const item = wrote?.length === digestLength ? wrote : undefined;
    const digest = keyDigest(keyText(key, found.keyNames));
    found.records.add({ key: digest, item, tag: isVoid ? voidTag : 0, position: start + at });
  }
}

function hasWritten({ entities }: Checkpoint): boolean {
  return Object.values(entities).some(({ written, settled }) => (settled?.written ?? written) > 0);
}
