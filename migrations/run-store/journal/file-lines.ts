import { createReadStream } from "node:fs";

/** A line of a file. */
export interface FileLine {
  /** Without its line feed. */
  readonly text: string;
  /** The byte that it starts at. */
  readonly start: number;
  /** The byte after it and its line feed. */
  readonly end: number;
  /** Whether a line feed ends it. */
  readonly isEnded: boolean;
}

/** The lines of a file from a byte on, up to another, first to last. A line is held in memory as a whole. */
export async function* fileLines(path: string, start = 0, until = Infinity): AsyncGenerator<FileLine> {
  let held: Buffer[] = [];
  let at = start;
  for await (const chunk of createReadStream(path, { start, end: until - 1, highWaterMark: 256 * 1024 })) {
    let piece = chunk as Buffer;
    for (let feed = piece.indexOf("\n"); feed !== -1; feed = piece.indexOf("\n")) {
      const line = Buffer.concat([...held, piece.subarray(0, feed)]);
      const end = at + line.length + 1;
      yield { text: line.toString(), start: at, end, isEnded: true };
      held = [];
      at = end;
      piece = piece.subarray(feed + 1);
    }
    if (piece.length > 0) held.push(piece);
  }
  const rest = Buffer.concat(held);
  if (rest.length > 0) yield { text: rest.toString(), start: at, end: at + rest.length, isEnded: false };
}
