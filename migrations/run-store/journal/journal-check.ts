import { stat } from "node:fs/promises";
import { UsageError } from "../../errors";
import type { JournalMark } from "./journal-mark";
import { fileLines } from "./file-lines";
import type { JournalEntry } from "./journal";
import { readLine } from "./journal-line";
import { firstSum } from "./line-sum";

/** A journal that was found whole. */
export interface CheckedJournal {
  /** Lines with entries, those of an earlier version among them that a kill left incomplete. */
  readonly entries: number;
  /** Bytes up to the last whole line; an incomplete line after it was never sent. */
  readonly bytes: number;
  readonly sum: string;
  /** Bytes of the file; those past the last whole line cannot be read. */
  readonly size: number;
}

/** How a journal is checked. */
export interface JournalCheck {
  /** The part that the checkpoint relies on. @default none, as in checkpoints of earlier versions */
  readonly mark?: JournalMark | undefined;
  /** Only the part that can belong to rows that the checkpoint does not count. @default the whole file */
  readonly onlyOpen?: boolean;
  /** Only the part between two bytes. @default the whole file */
  readonly part?: JournalPart;
  /** Called with every entry, its row counted from the first row of all parts, and its offset in bytes. */
  readonly onEntry?: (entry: JournalEntry, start: number) => void;
  /** The end of the message: the action that the damage prevents, and the remedy. */
  readonly remedy: string;
}

/** A part of a journal. */
export interface JournalPart {
  readonly from: number;
  /** The checksum of the line before it. */
  readonly sum: string;
  /** The byte after it. @default the end of the file */
  readonly to?: number;
}

/**
 * Reads a journal from the first line to the last and checks that it is what was written. Only the last line may be
 * incomplete: a process that was killed can have left it.
 *
 * @throws UsageError that names the line and the byte from which it is damaged
 */
export async function checkJournal(path: string, check: JournalCheck): Promise<CheckedJournal> {
  const { mark, onlyOpen = false, onEntry } = check;
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (mark && size < mark.bytes)
    throw damaged(path, check, `it has ${size} bytes, and the checkpoint relies on ${reliedOn(mark)}`);
  const start = check.part?.from ?? (onlyOpen && mark ? mark.openFrom : 0);
  const until = Math.min(size, check.part?.to ?? size);
  // Read from the middle, the first line's checksum cannot be checked, but those after it can.
  let sum = check.part?.sum ?? (start === 0 ? firstSum : start === mark?.bytes ? mark.sum : undefined);
  let entries = 0;
  let lines = 0;
  let rowsBefore = 0;
  let bytes = start;
  for await (const line of start < until ? fileLines(path, start, until) : []) {
    const read = line.isEnded ? readLine(line.text, sum) : undefined;
    if (!line.isEnded && line.start >= (mark?.bytes ?? 0)) break;
    if (mark ? read?.sum === undefined : !read && !canBeHalf(line.text)) {
      const where = start === 0 ? `line ${lines + 1} (byte ${line.start})` : `the line at byte ${line.start}`;
      throw damaged(path, check, `${where} is not what was written`);
    }
    lines++;
    bytes = line.end;
    sum = read?.part?.follows ?? read?.sum ?? sum;
    if (read?.part) ({ rowsBefore } = read.part);
    else entries++;
    if (read?.entry) onEntry?.(withRowsBefore(read.entry, rowsBefore), line.start);
    if (line.start < (mark?.bytes ?? 0) && line.end >= (mark?.bytes ?? 0))
      checkMark(path, check, { entries, bytes, sum, size });
  }
  return { entries, bytes, sum: sum ?? firstSum, size };
}

/** An entry with the rows before its part. */
function withRowsBefore(entry: JournalEntry, rowsBefore: number): JournalEntry {
  const { origin } = entry;
  return origin && rowsBefore > 0 ? { ...entry, origin: { ...origin, row: origin.row + rowsBefore } } : entry;
}

/** @throws UsageError if what was read up to the mark is not what the checkpoint relies on */
function checkMark(
  path: string,
  check: JournalCheck,
  { bytes, sum, entries }: Partial<CheckedJournal>,
): void {
  const { mark, onlyOpen, part } = check;
  const isCounted = !onlyOpen && !part;
  if (!mark || (bytes === mark.bytes && sum === mark.sum && (!isCounted || entries === mark.entries))) return;
  throw damaged(path, check, `it does not start with the ${reliedOn(mark)} that the checkpoint relies on`);
}

function reliedOn({ entries, bytes }: JournalMark): string {
  return `${entries} lines (${bytes} bytes)`;
}

function damaged(path: string, { remedy }: JournalCheck, what: string): UsageError {
  return new UsageError("journal-damaged", `${path} is damaged: ${what}. ${remedy}`);
}

/** Earlier versions ended a line that a kill had left incomplete, and continued after it. */
function canBeHalf(line: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[\u0000-\u001f]/.test(line) && (line.startsWith('{"table":') || '{"table":'.startsWith(line));
}
