import type { SourceFile } from "../files/source-file";

const lineFeed = 0x0a;

/** Opening a smaller part would cost more than what is gained by reading parts at the same time. */
export const defaultPartBytes = 64 * 1024;

/** How a file is to be split. */
export interface FileSplit {
  /** Parts to aim at. */
  readonly count: number;
  /** Minimum bytes of a part, on average. */
  readonly minPartBytes: number;
}

/** The number of parts of a file of this many bytes. */
export function partCount({ count, minPartBytes }: FileSplit, bytes: number): number {
  return Math.min(count, Math.floor(bytes / minPartBytes));
}

/** Whole lines of a file: the bytes from `from` up to `to`, after `lines` other lines. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
  readonly lines: number;
}

/** A range as text. */
export function lineRangeText({ from, to, lines }: LineRange): string {
  return `${from} ${to} ${lines}`;
}

/** Parses the text of {@link lineRangeText}. */
export function parseLineRange(text: string): LineRange {
  const [from = 0, to = 0, lines = 0] = text.split(" ").map(Number);
  return { from, to, lines };
}

/**
 * Splits a file into ranges of lines with about the same number of bytes. The whole file is read once to count its
 * lines, which messages and rejects name.
 *
 * @returns fewer ranges if the file has fewer lines, and none if it cannot be split
 */
export async function splitLines(
  file: SourceFile,
  split: FileSplit,
  signal?: AbortSignal,
): Promise<LineRange[]> {
  const size = (await file.divisibleBytes()) ?? 0;
  const count = partCount(split, size);
  if (count < 2) return [];
  const starts: LineStart[] = [{ from: 0, lines: 0 }];
  const scan = new LineScan({ from: 0, lines: 0 });
  for await (const piece of file.storedBytes(signal))
    scan.take(piece, (start) => {
      if (start.from >= (size * starts.length) / count && start.from < size) starts.push(start);
    });
  return starts.map((start, index) => ({ ...start, to: starts[index + 1]?.from ?? size }));
}

/** An owner of rows waits while the bytes before the rows that it splits off are looked through. */
const maxKeptBytes = 256 * 1024 * 1024;

/** The bytes to keep of those that are left; `undefined` if too little is left for two parts. */
export function keptBytes(left: number, minPartBytes: number): number | undefined {
  return left < 2 * minPartBytes ? undefined : Math.min(left / 2, maxKeptBytes);
}

/** The second half of a range, from the start of a line on. @returns `undefined` if no line starts there */
export async function secondHalf(
  file: SourceFile,
  range: LineRange,
  minPartBytes: number,
  signal?: AbortSignal,
): Promise<LineRange | undefined> {
  const kept = keptBytes(range.to - range.from, minPartBytes);
  if (kept === undefined) return undefined;
  const scan = new LineScan(range);
  let found: LineStart | undefined;
  for await (const piece of file.storedBytes(signal, range)) {
    scan.take(piece, (start) => {
      if (start.from >= range.from + kept) found ??= start;
    });
    if (found) break;
  }
  return found && found.from < range.to ? { ...found, to: range.to } : undefined;
}

/** The byte where a line starts, and the number of lines before it. */
type LineStart = Pick<LineRange, "from" | "lines">;

/** Finds where lines start. */
class LineScan {
  private at: number;
  private lines: number;

  /** @param start of the first piece, which starts with a line */
  constructor({ from, lines }: LineStart) {
    this.at = from;
    this.lines = lines;
  }

  /** @param found is called with the start after each line end */
  take(piece: Buffer, found: (start: LineStart) => void): void {
    for (let feed = piece.indexOf(lineFeed); feed !== -1; feed = piece.indexOf(lineFeed, feed + 1))
      found({ from: this.at + feed + 1, lines: ++this.lines });
    this.at += piece.length;
  }
}
