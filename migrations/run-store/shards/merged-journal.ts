import { createReadStream } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { UsageError } from "../../errors";
import { privateFile } from "../../files/private-files";
import { keyText } from "../../items/key-check";
import type { JournalEntry } from "../journal/journal";
import { readLine } from "../journal/journal-line";
import type { JournalMark } from "../journal/journal-mark";
import { checkedLines, type LineBytes, MovedLines } from "../journal/moved-lines";
import { chainOrder } from "./chain-order";

/** Bytes read at a time. */
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
  readonly bytes: Buffer;
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
    for (const [index, journal] of journals.entries())
      for await (const { bytes, lines } of wholePieces(journal)) {
        for (const line of lines) {
          const entry = isShared && readLine(bytes.toString("utf8", line.start, line.end))?.entry;
          if (!entry || !isShared?.(entry)) output.lines.add(bytes, line, journal.rowsBefore);
          else {
            const own = Buffer.from(bytes.subarray(line.start, line.end));
            shared.push({ journal: index, bytes: own, rowsBefore: journal.rowsBefore, entry });
          }
        }
        output.entries += lines.length;
        await output.flush();
      }
    for (const { bytes, rowsBefore } of inChains(shared))
      output.lines.add(bytes, { start: 0, end: bytes.length }, rowsBefore);
    await output.flush();
    await file.datasync();
    await rename(draft, path);
    return output.mark;
  } finally {
    await file.close();
  }
}

/** The lines of a journal without their line feeds; what a kill has left incomplete was never sent. */
export async function* wholeLines(journal: ShardJournal): AsyncGenerator<string> {
  for await (const { bytes, lines } of wholePieces(journal))
    for (const { start, end } of lines) yield bytes.toString("utf8", start, end);
}

/** Whole lines that follow each other. */
interface WholePiece {
  readonly bytes: Buffer;
  readonly lines: readonly LineBytes[];
}

async function* wholePieces({ path, mark }: ShardJournal): AsyncGenerator<WholePiece> {
  const trusted = mark?.bytes ?? 0;
  let held: Buffer = Buffer.alloc(0);
  let sum = 0;
  let end = 0;
  for await (const piece of piecesIfAny(path)) {
    const bytes = held.length > 0 ? Buffer.concat([held, piece]) : piece;
    const checked = checkedLines(bytes, sum);
    const length = checked.lines.length > 0 ? (checked.lines.at(-1) as LineBytes).end + 1 : 0;
    ({ sum } = checked);
    end += length;
    held = bytes.subarray(length);
    if (length > 0) yield { bytes, lines: checked.lines };
    // What follows a damaged line cannot be checked.
    if (held.includes("\n")) break;
  }
  if (end >= trusted) return;
  throw new UsageError(
    "journal-damaged",
    `${path} is damaged: it can be read up to byte ${end}, and the checkpoint relies on ${trusted}. Restore it from a copy, then retry`,
  );
}

async function* piecesIfAny(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) yield piece as Buffer;
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
  readonly lines = new MovedLines();
  entries = 0;
  private bytes = 0;

  constructor(private readonly file: FileHandle) {}

  get mark(): JournalMark {
    const { entries, bytes } = this;
    return { entries, bytes, sum: this.lines.sum, openFrom: bytes };
  }

  async flush(): Promise<void> {
    this.bytes += this.lines.size;
    if (this.lines.size > 0) await this.file.appendFile(this.lines.take());
  }
}
