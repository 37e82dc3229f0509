import { type FileHandle, open, rename } from "node:fs/promises";
import { unlessMissing } from "../../files/unless-missing";
import { privateFile } from "../../files/private-files";
import type { RejectLine } from "../checkpoint";
import { readRejectLine, rejectText } from "../reject-text";

/** The rejects of a shard. */
export interface ShardRejects {
  readonly path: string;
  /** Rows of the same entity in the shards before. */
  readonly rowsBefore: number;
  /** Rejects that do not count, by row and item. @default none */
  readonly isDropped?: ((row: number, item: number) => boolean) | undefined;
  /** Rejects to add, whose rows are numbered as in one reading. @default none */
  readonly added?: readonly RejectLine[] | undefined;
}

const rowPattern = /^(\{"entity":"(?:[^"\\]|\\.)*","row":)(\d+)/;

/** Joins the rejects of shards into one file, with the rows numbered as in one reading. */
export async function mergeRejects(shards: readonly ShardRejects[], path: string): Promise<void> {
  const draft = `${path}.merged`;
  const file = await open(draft, "w", privateFile);
  try {
    for (const shard of shards) await append(file, shard);
    await file.datasync();
    await rename(draft, path);
  } finally {
    await file.close();
  }
}

/** The lines of a file of rejects; none if it does not exist. */
export async function* rejectLines(path: string): AsyncGenerator<string> {
  const file = await open(path).catch(unlessMissing(undefined));
  if (file) yield* file.readLines();
}

async function append(
  file: FileHandle,
  { path, rowsBefore, isDropped, added = [] }: ShardRejects,
): Promise<void> {
  for await (const line of rejectLines(path)) {
    const reject = readRejectLine(line);
    if (!reject || isDropped?.(reject.row, reject.item ?? 1)) continue;
    const moved = line.replace(
      rowPattern,
      (_, head: string, row: string) => `${head}${Number(row) + rowsBefore}`,
    );
    await file.appendFile(`${moved}\n`);
  }
  for (const reject of added) await file.appendFile(rejectText(reject));
}
