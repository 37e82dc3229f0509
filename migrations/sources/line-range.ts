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
  const starts = [{ from: 0, lines: 0 }];
  let lines = 0;
  let at = 0;
  for await (const piece of file.storedBytes(signal)) {
    for (let feed = piece.indexOf(lineFeed); feed !== -1; feed = piece.indexOf(lineFeed, feed + 1)) {
      lines++;
      const from = at + feed + 1;
      if (from >= (size * starts.length) / count && from < size) starts.push({ from, lines });
    }
    at += piece.length;
  }
  return starts.map((start, index) => ({ ...start, to: starts[index + 1]?.from ?? size }));
}
