import { appendFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { UnreachableError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { type DamagedTail, keepDamagedTail, keptDamagedBytes } from "./damaged-tail";
import type { JournalMark } from "./journal-mark";
import { privateFile } from "../../files/private-files";
import type { JournalEntry, LostEntries, NewEntry, RunJournal } from "./journal";
import { checkJournal, type CheckedJournal } from "./journal-check";
import { indexOf, JournalIndex } from "./journal-index";
import { journalLines, readLine } from "./journal-line";
import { firstSum } from "./line-sum";
import { linesBackwards } from "./lines-backwards";

/** Its name in a run's folder. */
export const journalFile = "journal.jsonl";

/** The end of a journal. */
type JournalEnd = Pick<CheckedJournal, "entries" | "bytes" | "sum">;

/** Offset of the entries of one request, and the last of their rows. */
interface OpenEntries {
  readonly start: number;
  readonly entity: string;
  readonly row: number;
}

/** A journal as a file with a line for each entry. */
export class JournalFile implements RunJournal {
  private failure: UnreachableError | undefined;
  private readonly index: JournalIndex;
  /** In the order of their bytes; what all comes before the first one is settled. */
  private open: OpenEntries[];

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private end: JournalEnd,
    /** Writes that earlier processes sent and no checkpoint counts. */
    readonly found: readonly JournalEntry[],
    open: readonly OpenEntries[],
    /** Bytes of entries that earlier processes have sent, perhaps, and that cannot be read. */
    readonly lostBytes: number,
    /** The part of them that this process has found and removed. */
    readonly damaged: DamagedTail | undefined,
    private readonly store: (() => Promise<void>) | undefined,
  ) {
    this.open = [...open];
    this.index = JournalIndex.open(indexOf(path), end.bytes);
  }

  /**
   * Opens the file to append entries, or creates it. An end that cannot be read (a last line that a kill left incomplete,
   * or what a power cut left) is moved to `journal.jsonl.damaged`.
   * @param mark of the run's checkpoint
   * @param store stores elsewhere, too, what was appended before. @default the file is enough
   * @throws UsageError if it is damaged
   */
  static async open(path: string, mark?: JournalMark, store?: () => Promise<void>): Promise<JournalFile> {
    const file = await open(path, "a+", privateFile);
    try {
      const found: JournalEntry[] = [];
      const starts: OpenEntries[] = [];
      let linesAfterMark = 0;
      const end = await checkJournal(path, {
        ...{
          mark,
          onlyOpen: true,
          remedy: "Restore it from a copy and retry, or start over with --no-resume",
        },
        onEntry: (entry, start) => {
          found.push(entry);
          starts.push(...openEntries([entry], start));
          if (mark && start >= mark.bytes) linesAfterMark++;
        },
      });
      const entries = mark ? mark.entries + linesAfterMark : end.entries;
      const damaged =
        end.size > end.bytes ? { line: entries + 1, start: end.bytes, end: end.size } : undefined;
      if (damaged) await keepDamagedTail(file, path, damaged);
      await file.truncate(end.bytes);
      const lostBytes = await keptDamagedBytes(path);
      const { bytes, sum } = end;
      return new JournalFile(path, file, { entries, bytes, sum }, found, starts, lostBytes, damaged, store);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** What earlier processes have sent, perhaps, and cannot be read. */
  get lost(): LostEntries {
    return {
      bytes: this.lostBytes,
      bytesOf: (entry) => journalLines([entry], firstSum).bytes.length,
    };
  }

  append(entries: readonly NewEntry[]): Promise<void> {
    if (entries.length > 0 && !this.failure) this.write(entries);
    if (this.failure) return Promise.reject(this.failure);
    return this.store && entries.length > 0 ? this.store() : Promise.resolve();
  }

  mark(settledUpTo: ReadonlyMap<string, number>): JournalMark {
    const isOpen = ({ entity, row }: OpenEntries): boolean => row > (settledUpTo.get(entity) ?? 0);
    const first = this.open.findIndex(isOpen);
    this.open = first === -1 ? [] : this.open.slice(first);
    return { ...this.end, openFrom: this.open[0]?.start ?? this.end.bytes };
  }

  /** Does not fail because of an earlier failed append: a run that a full disk has stopped still saves its checkpoint. */
  async sync(): Promise<void> {
    this.index.flush();
    try {
      await this.file.datasync();
    } catch (cause) {
      throw this.failed(cause);
    }
  }

  async close(): Promise<void> {
    this.index.close();
    await this.file.close();
  }

  /** Synchronous: the thread pool would cost more than the write itself. */
  private write(entries: readonly NewEntry[]): void {
    const { bytes, starts, sum } = journalLines(entries, this.end.sum);
    try {
      // Not `writeSync`, which reports no error if a nearly full disk accepts only a part.
      appendFileSync(this.file.fd, bytes);
    } catch (cause) {
      // For good: a line after one that is half-written could not be read.
      this.failed(cause);
      return;
    }
    this.open.push(...openEntries(entries, this.end.bytes));
    this.index.add(entries, this.end.bytes, starts, sum);
    this.end = { entries: this.end.entries + entries.length, bytes: this.end.bytes + bytes.length, sum };
  }

  private failed(cause: unknown): UnreachableError {
    return (this.failure ??= unwritable("run-folder-unwritable", `cannot write to ${this.path}`, cause));
  }
}

/** One for each entity, with the last of its rows; entries of earlier versions do not name any. */
function openEntries(entries: readonly Pick<JournalEntry, "origin">[], start: number): OpenEntries[] {
  const rows = new Map<string, number>();
  for (const { origin } of entries)
    if (origin) rows.set(origin.entity, Math.max(origin.row, rows.get(origin.entity) ?? 0));
  return [...rows].map(([entity, row]) => ({ start, entity, row }));
}

/**
 * The entries of a journal in groups, the last ones first. It must have been checked; lines that are not whole are
 * passed over, since they were never sent.
 */
export async function* readJournal(path: string, groupSize: number): AsyncGenerator<readonly JournalEntry[]> {
  let group: JournalEntry[] = [];
  for await (const line of linesBackwards(path)) {
    const entry = readLine(line)?.entry;
    if (entry) group.push(entry);
    if (group.length === groupSize) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
