import { type FileHandle, open } from "node:fs/promises";

/**
 * The lines of a file, the last one first. A line feed at the end of the file is followed by an empty line.
 *
 * @param pieceBytes read at a time; a longer line is held whole. @default 256 KB
 */
export async function* linesBackwards(path: string, pieceBytes = 256 * 1024): AsyncGenerator<string> {
  const file = await open(path);
  try {
    let end = (await file.stat()).size;
    /** Of a line whose beginning has not been read yet. */
    let rest: Buffer[] = [];
    while (end > 0) {
      const start = Math.max(0, end - pieceBytes);
      const piece = await bytesOf(file, start, end);
      const feed = piece.indexOf("\n");
      if (feed === -1) rest.unshift(piece);
      else {
        const lines = Buffer.concat([piece.subarray(feed + 1), ...rest]).toString();
        yield* lines.split("\n").toReversed();
        rest = [piece.subarray(0, feed)];
      }
      end = start;
    }
    yield Buffer.concat(rest).toString();
  } finally {
    await file.close();
  }
}

async function bytesOf(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}
