import type { SourceFile } from "../../files/source-file";
import type { RowsFrom } from "../source";
import { type FileSplit, keptBytes, partCount } from "../line-range";
import { CsvBoundaries } from "./csv-boundaries";
import { dialectOf } from "./csv-dialect";
import { CsvHeaderError, CsvSyntaxError } from "./csv-format";
import { type CsvPosition, CsvRowParser } from "./csv-rows";

/** Whole rows of a CSV file. */
export interface CsvRange {
  /** Absent for the start of the file. */
  readonly start?: CsvPosition;
  /** The byte after the last row. */
  readonly end: number;
}

/**
 * Splits a file into ranges of rows with about the same number of bytes. The whole file is read once: only from its start
 * can be told whether a line end is within quotes.
 *
 * @returns fewer ranges if the file has fewer rows, and none if it cannot be split, as in a dialect other than RFC 4180
 */
export async function splitCsv(
  file: SourceFile,
  from: RowsFrom,
  split: FileSplit,
  signal?: AbortSignal,
): Promise<CsvRange[]> {
  const { delimiter = "," } = from;
  if (dialectOf(from) || !isAsciiCharacter(delimiter)) return [];
  const size = (await file.divisibleBytes(from.encoding)) ?? 0;
  const count = partCount(split, size);
  if (count < 2) return [];
  const scan = new CsvBoundaries(delimiter.charCodeAt(0));
  const starts: (CsvPosition | undefined)[] = [undefined];
  let header: readonly string[] | undefined = from.names;
  for await (const piece of file.storedBytes(signal)) {
    header ??= headerIn(piece, from);
    if (header === undefined) return [];
    const names = header;
    scan.take(piece, (bytes, lines) => {
      const isDue = bytes >= (size * starts.length) / count && bytes < size;
      if (isDue) starts.push({ bytes, lines, rows: 0, header: names });
    });
    if (scan.isAmbiguous) break;
  }
  return starts.map((start, index) => ({ ...(start && { start }), end: starts[index + 1]?.bytes ?? size }));
}

/** The rows that are left of a range after a position. */
export interface CsvRest {
  readonly start: CsvPosition;
  readonly end: number;
}

/** The second half of a rest, from the start of a row on. @returns `undefined` if it cannot be told where one starts */
export async function secondHalfOfCsv(
  file: SourceFile,
  { delimiter = "," }: RowsFrom,
  { start, end }: CsvRest,
  minPartBytes: number,
  signal?: AbortSignal,
): Promise<CsvRest | undefined> {
  const kept = keptBytes(end - start.bytes, minPartBytes);
  if (kept === undefined) return undefined;
  const scan = new CsvBoundaries(delimiter.charCodeAt(0), start);
  let found: CsvPosition | undefined;
  let isFirst = true;
  for await (const piece of file.storedBytes(signal, { from: start.bytes, to: end })) {
    // The line feed of a line end whose carriage return is before the position.
    if (isFirst && piece[0] === 0x0a) return undefined;
    isFirst = false;
    scan.take(piece, (bytes, lines) => {
      if (bytes >= start.bytes + kept && bytes < end)
        found ??= { bytes, lines, rows: 0, header: start.header };
    });
    if (found || scan.isAmbiguous) break;
  }
  return found && { start: found, end };
}

function isAsciiCharacter(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 0x80;
}

/** The columns that the first row names; `undefined` if it does not, or is longer than the bytes. */
function headerIn(bytes: Buffer, from: RowsFrom): readonly string[] | undefined {
  const parser = new CsvRowParser(from);
  try {
    parser.write(bytes);
  } catch (error) {
    // Where the text cannot be read is told when the rows are read.
    if (!(error instanceof CsvHeaderError || error instanceof CsvSyntaxError)) throw error;
  }
  return parser.hasHeader ? parser.position.header : undefined;
}
