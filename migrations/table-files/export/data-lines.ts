import { LineSplitter, type Line } from "../../files/lines";
import { wrongCursor } from "../../sources/sql/key-cursor";
import type { ExportedFile } from "./dynamodb-export-manifest";
import { damaged, type ExportLocation } from "./export-location";

/** Lines of a data file that follow each other. */
export interface DataLines {
  /** Those that were not read before. */
  readonly lines: readonly Line[];
  /** Lines of the data files that are read, up to here. */
  readonly linesRead: number;
  /** The position after them. */
  readonly cursor: string;
}

/** How data files are to be read. */
export interface DataReading {
  /** A cursor that an earlier reading returned. @default from the first line */
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Only these files. @default all */
  readonly range?: FileRange | undefined;
}

/** Data files by their index, `from` inclusive and `to` exclusive. */
export interface FileRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The lines of an export's data files. A cursor is a data file and the number of lines read from it: a
 * gzip-compressed file is checked against its checksum as a whole, so it is read again from its start.
 *
 * @throws UnreachableError if a file differs from its manifest, or if the cursor is none of this export's
 */
export async function* dataLines(
  location: ExportLocation,
  files: readonly ExportedFile[],
  { cursor, signal, range = { from: 0, to: files.length } }: DataReading,
): AsyncGenerator<DataLines> {
  const [start, skipped] = cursor === undefined ? [range.from, 0] : positionIn(cursor, files.length);
  let before = itemsIn(files.slice(range.from, start));
  for (const [index, file] of files.entries()) {
    if (index < start || index >= range.to) continue;
    const skip = index === start ? skipped : 0;
    for await (const { lines, found } of linesOf(location, file, skip, signal))
      yield { lines, linesRead: before + found, cursor: `${index} ${found}` };
    before += file.itemCount;
  }
}

/** Items of data files together. */
export function itemsIn(files: readonly ExportedFile[]): number {
  return files.reduce((sum, { itemCount }) => sum + itemCount, 0);
}

/** @param skipped lines that were read before */
async function* linesOf(
  location: ExportLocation,
  { name, itemCount, md5Checksum }: ExportedFile,
  skipped: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly lines: readonly Line[]; readonly found: number }> {
  const { file, release } = await location.data(name, md5Checksum, signal);
  let found = 0;
  try {
    for await (const lines of fullLines(file.read({ signal }))) {
      const fresh = lines.slice(Math.max(0, skipped - found));
      found += lines.length;
      yield { lines: fresh, found };
    }
  } finally {
    await release();
  }
  if (found !== itemCount)
    throw damaged(`${file.shown} must hold ${itemCount} items by the manifest, got ${found}`);
}

/** The lines that hold something, as they come. */
async function* fullLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter();
  const isFull = ({ text }: Line) => text.trim() !== "";
  for await (const piece of pieces) yield splitter.write(piece).filter(isFull);
  yield splitter.end().filter(isFull);
}

/** A file and how many of its lines were read. @throws UnreachableError if the cursor is none of this export's */
function positionIn(cursor: string, files: number): [file: number, lines: number] {
  const [file = NaN, lines = NaN] = cursor.split(" ").map(Number);
  if (!/^\d+ \d+$/.test(cursor) || file >= files) throw wrongCursor(cursor);
  return [file, lines];
}
