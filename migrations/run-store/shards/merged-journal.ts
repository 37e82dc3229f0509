import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, stat } from "node:fs/promises";
import { UsageError } from "../../errors";
import { privateFile } from "../../files/private-files";
import { keyText } from "../../items/key-check";
import { checkedLines, type LineBytes } from "../journal/checked-lines";
import type { JournalEntry } from "../journal/journal";
import { partLine, readLine } from "../journal/journal-line";
import type { JournalMark } from "../journal/journal-mark";
import { firstSum, sumText } from "../journal/line-sum";
import { linesBackwards } from "../journal/lines-backwards";
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

/** Lines of a shard's journal that follow each other, or the only one. */
interface PartLines {
  readonly entries: number;
  /** The checksum before the first one. */
  readonly follows: string;
  /** The checksum of the last one. */
  readonly sum: string;
}

interface Part extends PartLines {
  readonly bytes: Buffer;
}

/** A line with what it holds, and which journal it is of. */
export interface SharedLine extends Part {
  readonly journal: number;
  readonly rowsBefore: number;
  readonly entry: JournalEntry;
}

/** The same text for all entries of an item. */
export function itemIdOf({ table, key }: Pick<JournalEntry, "table" | "key">): string {
  return `${table} ${keyText(key, Object.keys(key).toSorted())}`;
}

/**
 * Joins the journals of shards into one, whose lines are theirs, see `PartStart`. The entries of items that several
 * shards have written come last, in the order in which the items were replaced.
 *
 * @param path of the file to replace
 * @param isShared whether an entry is of such an item. @default no item is written by several shards
 * @returns the mark for a checkpoint
 * @throws UsageError if a journal lacks what its checkpoint relies on
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
      const { rowsBefore } = journal;
      const whole = isShared ? undefined : await wholeMark(journal);
      if (whole) {
        const lines = { ...whole, follows: firstSum };
        await output.add(piecesToCopy(journal.path, whole.bytes), lines, rowsBefore);
        continue;
      }
      for await (const { entry, bytes, ...lines } of partsIn(journal, isShared))
        if (entry) shared.push({ ...lines, bytes: Buffer.from(bytes), entry, journal: index, rowsBefore });
        else await output.add([bytes], lines, rowsBefore);
    }
    for (const { bytes, rowsBefore, ...lines } of inChains(shared))
      await output.add([bytes], lines, rowsBefore);
    await file.datasync();
    await rename(draft, path);
    return output.mark;
  } finally {
    await file.close();
  }
}

/** The mark of a journal that nothing was added to after its checkpoint, as is usual. */
async function wholeMark({ path, mark }: ShardJournal): Promise<JournalMark | undefined> {
  const size = (await stat(path).catch(() => undefined))?.size;
  if (!mark || mark.bytes === 0 || size !== mark.bytes) return undefined;
  for await (const line of linesBackwards(path))
    if (line !== "") return readLine(line)?.sum === mark.sum ? mark : undefined;
  return undefined;
}

async function* partsIn(journal: ShardJournal, isShared: Parameters<typeof partsOf>[1]) {
  for await (const piece of wholePieces(journal)) yield* partsOf(piece, isShared);
}

/** Parts of a piece that are as long as possible: each shared entry is one of its own. */
function* partsOf(
  { bytes, lines, follows }: WholePiece,
  isShared: ((entry: JournalEntry) => boolean) | undefined,
): Generator<Part & { readonly entry?: JournalEntry }> {
  let from = 0;
  const sumBefore = (index: number): string =>
    index === 0 ? follows : sumText((lines[index - 1] as LineBytes).sum);
  const part = (end: number): Part => ({
    bytes: bytes.subarray((lines[from] as LineBytes).start, (lines[end - 1] as LineBytes).end + 1),
    ...{ entries: end - from, follows: sumBefore(from), sum: sumBefore(end) },
  });
  for (const [index, { start, end }] of isShared ? lines.entries() : []) {
    const entry = readLine(bytes.toString("utf8", start, end))?.entry;
    if (!entry || !isShared?.(entry)) continue;
    if (index > from) yield part(index);
    from = index;
    yield { ...part(index + 1), entry };
    from = index + 1;
  }
  if (lines.length > from) yield part(lines.length);
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
  /** The checksum before the first one. */
  readonly follows: string;
}

async function* wholePieces({ path, mark }: ShardJournal): AsyncGenerator<WholePiece> {
  const trusted = mark?.bytes ?? 0;
  let held: Buffer = Buffer.alloc(0);
  let sum = 0;
  let read = 0;
  for await (const piece of piecesIfAny(path)) {
    const bytes = held.length > 0 ? Buffer.concat([held, piece]) : piece;
    const lines = checkedLines(bytes, sum);
    const last = lines.at(-1);
    const length = last ? last.end + 1 : 0;
    read += length;
    held = bytes.subarray(length);
    if (last) yield { bytes, lines, follows: sumText(sum) };
    sum = last?.sum ?? sum;
    // What follows a damaged line cannot be checked.
    if (held.includes("\n")) break;
  }
  if (read >= trusted) return;
  throw new UsageError(
    "journal-damaged",
    `${path} is damaged: it can be read up to byte ${read}, and the checkpoint relies on ${trusted}. Restore it from a copy, then retry`,
  );
}

/** The first bytes of a file, all in one buffer: each piece is good until the next is asked for. */
async function* piecesToCopy(path: string, bytes: number): AsyncGenerator<Buffer> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, bytes));
  try {
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, bytes - at), at);
      if (bytesRead === 0) throw new Error(`${path} became shorter while it was read`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
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

/** A journal that parts are appended to. */
class MergedJournal {
  private entries = 0;
  private bytes = 0;
  private sum = firstSum;
  private rowsBefore = 0;

  constructor(private readonly file: FileHandle) {}

  get mark(): JournalMark {
    const { entries, bytes, sum } = this;
    return { entries, bytes, sum, openFrom: bytes };
  }

  /** Adds lines. @param pieces their bytes */
  async add(
    pieces: AsyncIterable<Buffer> | readonly Buffer[],
    { entries, follows, sum }: PartLines,
    rowsBefore: number,
  ): Promise<void> {
    await this.start(follows, rowsBefore);
    for await (const piece of pieces) await this.append(piece);
    this.entries += entries;
    this.sum = sum;
  }

  private async start(follows: string, rowsBefore: number): Promise<void> {
    if (follows === this.sum && rowsBefore === this.rowsBefore) return;
    await this.append(partLine({ follows, rowsBefore }, this.sum));
    this.rowsBefore = rowsBefore;
  }

  private async append(bytes: Buffer): Promise<void> {
    this.bytes += bytes.length;
    await this.file.appendFile(bytes);
  }
}
