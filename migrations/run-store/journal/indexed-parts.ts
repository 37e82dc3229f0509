import { closeSync, openSync, readSync } from "node:fs";
import { positionOf, recordWords } from "../../seen-keys/item-record";
import { type IndexBlock, readBlock } from "./index-block";
import { indexOf } from "./journal-index";
import { readLine } from "./journal-line";

/**
 * The parts of a journal that its index holds, in their order. The index is of this journal: the last line of each part is
 * as its block says.
 * @param bytes of the journal
 */
export function* indexedParts(journalPath: string, bytes: number): Generator<IndexBlock> {
  const index = opened(indexOf(journalPath));
  if (index === undefined) return;
  const journal = opened(journalPath);
  try {
    let to = 0;
    for (let next = readBlock(index, 0); next; next = readBlock(index, next.end)) {
      const { block } = next;
      if (journal === undefined || block.from < to || block.to > bytes || !isOf(block, journal)) return;
      ({ to } = block);
      yield block;
    }
  } finally {
    closeSync(index);
    if (journal !== undefined) closeSync(journal);
  }
}

function isOf({ to, sum, cells, records }: IndexBlock, journal: number): boolean {
  const start = positionOf({ cells, offset: (records - 1) * recordWords });
  const line = Buffer.alloc(Math.max(0, to - start));
  readSync(journal, line, 0, line.length, start);
  return readLine(line.toString().trimEnd())?.sum === sum;
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch {
    return undefined;
  }
}
