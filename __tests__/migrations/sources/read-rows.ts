import type {
  Position,
  Reading,
  RowsFrom,
  Source,
  SourcePart,
  SourceRow,
} from "../../../migrations/sources/source";
import type { RowValue } from "../../../migrations/items/row";

/** Lines of files are the subject of tests of their own. */
export function withoutLine({ number, value, malformed }: SourceRow): SourceRow {
  return malformed === undefined ? { number, value } : { number, value, malformed };
}

/** The rows that come, and the error that ends them. */
export async function readRows(source: Source, from: RowsFrom, signal?: AbortSignal) {
  const rows: SourceRow[] = [];
  const stream = source.rows(from, { signal });
  try {
    for await (const chunk of stream) rows.push(...chunk.rows.map(withoutLine));
    return { rows, fractionRead: stream.fractionRead };
  } catch (error) {
    return { rows, error };
  }
}

/** The rows of a part, as they are read. @throws the error that ends them */
export async function readPart(
  source: Source,
  { from, range }: SourcePart,
  reading: Reading = {},
): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const chunk of source.rows(from, { ...reading, range }))
    rows.push(...chunk.rows.map(withoutLine));
  return rows;
}

/** The rows of parts, one part after the other. @throws the error that ends them */
export async function readParts(source: Source, parts: readonly SourcePart[]): Promise<RowValue[]> {
  const values: RowValue[] = [];
  for (const part of parts) values.push(...(await readPart(source, part)).map(({ value }) => value));
  return values;
}

/** What the rows hold. @throws the error that ends them */
export async function readValues(source: Source, from: RowsFrom): Promise<RowValue[]> {
  const { rows, error } = await readRows(source, from);
  if (error !== undefined) throw error as Error;
  return rows.map(({ value }) => value);
}

/** The rows of a reading that is ended after each chunk and begun again behind it. */
export async function readInPieces(source: Source, from: RowsFrom): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for (let after: Position | undefined; ;) {
    const [chunk] = await readPiece(source, from, after);
    if (chunk?.cursor === undefined) return rows;
    rows.push(...chunk.rows.map(withoutLine));
    after = { row: rows.length, cursor: chunk.cursor };
  }
}

/** The rows that come at once after a position. */
export async function readPiece(source: Source, from: RowsFrom, after: Position | undefined) {
  for await (const chunk of source.rows(from, { after })) return [chunk];
  return [];
}
