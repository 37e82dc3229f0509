import { ChunkSize, rowBytes } from "./chunk-size";
import type { KeyedRow } from "./keyed-row";

/** Cells as a database sent them. */
type SentRow = readonly (Buffer | string | null)[];

interface RowReader<Row extends SentRow> {
  keyed(row: Row): KeyedRow;
}

/** How a database hands out rows in the order of a key, in pages. */
export interface RowPager<Row extends SentRow> extends RowReader<Row> {
  /** The first rows after a cursor. */
  page(after: string | undefined, limit: number): Promise<readonly Row[]>;
}

/** How a database hands out rows in the order of a key, by one query. */
export interface RowStreamer<Row extends SentRow> extends RowReader<Row> {
  /** The row at a cursor and all rows after it. */
  stream(from: string | undefined): AsyncIterable<Row>;
}

/** Rows asked for in pages, so that nothing is held open for a slow consumer, and an index is gone along. */
export async function* pagesOf<Row extends SentRow>(
  reader: RowPager<Row>,
  after: string | undefined,
): AsyncGenerator<readonly KeyedRow[]> {
  const size = new ChunkSize();
  for (let cursor = after; ;) {
    const limit = size.rows;
    const rows = await reader.page(cursor, limit);
    const keyed = rows.map((row) => reader.keyed(row));
    if (keyed.length > 0) yield keyed;
    if (keyed.length < limit) return;
    cursor = keyed.at(-1)?.cursor;
    size.saw(
      rows.length,
      rows.reduce((sum, row) => sum + rowBytes(row), 0),
    );
  }
}

/** Rows of one query that runs during the whole reading, for queries that are expensive to start for each page. */
export async function* chunksOf<Row extends SentRow>(
  reader: RowStreamer<Row>,
  after: string | undefined,
): AsyncGenerator<readonly KeyedRow[]> {
  const size = new ChunkSize();
  let chunk: KeyedRow[] = [];
  let bytes = 0;
  for await (const row of reader.stream(after)) {
    chunk.push(reader.keyed(row));
    bytes += rowBytes(row);
    if (!size.isFull(chunk.length, bytes)) continue;
    yield chunk;
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) yield chunk;
}
