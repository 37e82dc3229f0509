import { createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { prepareFolder, type WorkFolder } from "./work-folder";
import type { Work } from "./work";

/** Longer than any row. */
const lookahead = 64 * 1024;

/** Whether the rows of a work can be split: one a line. */
export function isSplittable({ file }: Work): boolean {
  return file.endsWith(".jsonl");
}

/** Makes folders that have a part of a work's rows each, of about the same size. @returns their paths */
export async function splitWork(folder: WorkFolder, work: Work, parts: number): Promise<string[]> {
  const file = join(folder.path, work.file);
  const starts = await startsOf(file, parts);
  return Promise.all(
    starts.map(async (start, index) => {
      const path = join(folder.path, `${work.name}-${index + 1}-of-${parts}`);
      mkdirSync(path, { recursive: true });
      prepareFolder(path, work);
      const next = starts[index + 1];
      const piece = createReadStream(file, { start, ...(next !== undefined && { end: next - 1 }) });
      await pipeline(piece, createWriteStream(join(path, work.file)));
      return path;
    }),
  );
}

/** Offsets of lines that divide a file into parts of about the same size. */
async function startsOf(file: string, parts: number): Promise<number[]> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const starts = [0];
    for (let part = 1; part < parts; part++) {
      const near = Math.floor((size * part) / parts);
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(lookahead), position: near });
      const end = buffer.subarray(0, bytesRead).indexOf("\n");
      if (end < 0) throw new Error(`${file}: a row has more than ${lookahead} bytes`);
      starts.push(near + end + 1);
    }
    return starts;
  } finally {
    await handle.close();
  }
}
