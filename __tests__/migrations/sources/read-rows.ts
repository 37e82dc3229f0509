import type { RowsFrom, Source, SourceRow } from "../../../migrations/sources/source";

/** The rows that come, and the error that ends them. */
export async function readRows(source: Source, from: RowsFrom, signal?: AbortSignal) {
  const rows: SourceRow[] = [];
  const stream = source.rows(from, { signal });
  try {
    for await (const chunk of stream) rows.push(...chunk.rows);
    return { rows, fractionRead: stream.fractionRead };
  } catch (error) {
    return { rows, error };
  }
}
