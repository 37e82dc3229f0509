import { type FileHandle, open, rename } from "node:fs/promises";
import { UsageError } from "../../errors";
import { privateFile } from "../../files/private-files";
import { keyText } from "../../items/key-check";
import { fileLines } from "../journal/file-lines";
import type { JournalEntry } from "../journal/journal";
import { firstSum, sumAfter, movedLine, readLine } from "../journal/journal-line";
import type { JournalMark } from "../journal/journal-mark";
import { chainOrder } from "./chain-order";

/** Bytes written at a time. */
const pieceBytes = 256 * 1024;

/** The journal of a shard. */
export interface ShardJournal {
  readonly path: string;
  /** What the shard's checkpoint relies on. @default nothing */
  readonly mark?: JournalMark | undefined;
  /** Rows of the same entity in the shards before. */
  readonly rowsBefore: number;
}

/** A line with what it holds, and which journal it is of. */
export interface SharedLine {
  readonly journal: number;
  readonly line: string;
  readonly rowsBefore: number;
  readonly entry: JournalEntry;
}

/** The same text for all entries of an item. */
export function itemIdOf({ table, key }: Pick<JournalEntry, "table" | "key">): string {
  return `${table} ${keyText(key, Object.keys(key).toSorted())}`;
}

/**
 * Joins the journals of shards into one, with the rows numbered as in one reading. The entries of items that several
 * shards have written come last, in the order in which the items were replaced.
 *
 * @param path of the file to replace
 * @param isShared whether an entry is of such an item. @default no item is written by several shards
 * @returns the mark for a checkpoint
 * @throws UsageError if a journal is damaged
 */
export async function mergeJournals(
  journals: readonly ShardJournal[],
  path: string,
  isShared?: (entry: JournalEntry) => boolean,
): Promise<JournalMark> {
  const draft = `${path}.merged`;
  const file = await open(draft, "w", privateFile);
  try {
    const output = new MergedJournal(file);
    const shared: SharedLine[] = [];
    for (const [index, journal] of journals.entries()) {
      for await (const line of wholeLines(journal)) {
        const entry = isShared && readLine(line)?.entry;
        if (entry && isShared(entry)) shared.push({ ...journal, journal: index, line, entry });
        else if (output.add(line, journal.rowsBefore)) await output.flush();
      }
    }
    for (const { line, rowsBefore } of inChains(shared)) output.add(line, rowsBefore);
    await output.flush();
    await file.datasync();
    await rename(draft, path);
    return output.mark;
  } finally {
    await file.close();
  }
}

/** The lines of a journal without their line feeds; what a kill has left incomplete was never sent. */
export async function* wholeLines({ path, mark }: ShardJournal): AsyncGenerator<string> {
  const trusted = mark?.bytes ?? 0;
  let sum = firstSum;
  let end = 0;
  for await (const line of linesIfAny(path)) {
    const next = line.isEnded ? sumAfter(line.text, sum) : undefined;
    if (next === undefined) break;
    sum = next;
    end = line.end;
    yield line.text;
  }
  if (end >= trusted) return;
  throw new UsageError(
    "journal-damaged",
    `${path} is damaged: it can be read up to byte ${end}, and the checkpoint relies on ${trusted}. Restore it from a copy, then retry`,
  );
}

async function* linesIfAny(path: string): ReturnType<typeof fileLines> {
  try {
    yield* fileLines(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** The lines of each item together, in the order in which they replaced each other. */
function inChains(lines: readonly SharedLine[]): SharedLine[] {
  const items = new Map<string, SharedLine[]>();
  for (const line of lines) {
    const id = itemIdOf(line.entry);
    const item = items.get(id);
    if (item) item.push(line);
    else items.set(id, [line]);
  }
  return [...items.values()].flatMap(chainOrder);
}

class MergedJournal {
  private lines: string[] = [];
  private length = 0;
  private entries = 0;
  private bytes = 0;
  private sum = firstSum;

  constructor(private readonly file: FileHandle) {}

  get mark(): JournalMark {
    const { entries, bytes, sum } = this;
    return { entries, bytes, sum, openFrom: bytes };
  }

  /** Adds a line. Returns whether it is time to flush. */
  add(line: string, rowsBefore: number): boolean {
    const moved = movedLine(line, rowsBefore, this.sum);
    this.lines.push(moved.line);
    this.sum = moved.sum;
    this.entries++;
    this.length += moved.line.length;
    return this.length >= pieceBytes;
  }

  async flush(): Promise<void> {
    const bytes = Buffer.from(this.lines.splice(0).join(""));
    this.length = 0;
    this.bytes += bytes.length;
    await this.file.appendFile(bytes);
  }
}
