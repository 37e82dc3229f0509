import type { SourceFile } from "../files/source-file";

const lineFeed = 0x0a;

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
 * @param count of ranges; there are fewer if the file has fewer lines, and none if it cannot be split
 */
export async function splitLines(
  file: SourceFile,
  count: number,
  signal?: AbortSignal,
): Promise<LineRange[]> {
  const size = await file.divisibleBytes();
  if (size === undefined || size === 0 || count < 2) return [];
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
