import { expect } from "vitest";
import type { Position, RowsFrom, Source, SourceChunk, SourceRow } from "../../../migrations/sources/source";

async function chunksOf(source: Source, from: RowsFrom, after?: Position): Promise<SourceChunk[]> {
  const chunks: SourceChunk[] = [];
  for await (const chunk of source.rows(from, { after })) chunks.push(chunk);
  return chunks;
}

/** The places where a reading of a whole source can begin again, with the rows behind each. */
export async function positionsOf(source: Source, from: RowsFrom) {
  const chunks = await chunksOf(source, from);
  return chunks.flatMap(({ rows, cursor }, index) => {
    const behind = chunks.slice(index + 1).flatMap((chunk) => chunk.rows);
    return cursor === undefined ? [] : [{ after: { row: rows.at(-1)?.number ?? 0, cursor }, behind }];
  });
}

/** The rows that come behind a place. */
export async function rowsAfter(source: Source, from: RowsFrom, after: Position): Promise<SourceRow[]> {
  return (await chunksOf(source, from, after)).flatMap(({ rows }) => rows);
}

/** Reads on from every place that a source names, and expects the rows that a whole reading has there. Returns how many there are. */
export async function resumeFromEverywhere(source: Source, from: RowsFrom): Promise<number> {
  const places = await positionsOf(source, from);
  for (const { after, behind } of places) expect(await rowsAfter(source, from, after)).toEqual(behind);
  return places.length;
}
