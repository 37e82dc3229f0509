import { type FileHandle, open, stat } from "node:fs/promises";
import { privateFile } from "../../files/private-files";

/** The end of a journal that cannot be read, after everything that a checkpoint relies on. */
export interface DamagedTail {
  /** The first line that cannot be read, counted from 1. */
  readonly line: number;
  /** Its first byte. */
  readonly start: number;
  /** The byte after the last one. */
  readonly end: number;
}

const pieceBytes = 1024 * 1024;

/**
 * Appends the tail to `journal.jsonl.damaged`, before it is removed from the journal: the next process too must know
 * that the journal has lost entries.
 */
export async function keepDamagedTail(journal: FileHandle, path: string, tail: DamagedTail): Promise<void> {
  const kept = await open(keptPath(path), "a", privateFile);
  try {
    for (let at = tail.start; at < tail.end; at += pieceBytes) {
      const piece = Buffer.alloc(Math.min(pieceBytes, tail.end - at));
      const { bytesRead } = await journal.read(piece, 0, piece.length, at);
      await kept.appendFile(piece.subarray(0, bytesRead));
    }
    await kept.datasync();
  } finally {
    await kept.close();
  }
}

/** Bytes that were removed from a journal since they could not be read. */
export async function keptDamagedBytes(path: string): Promise<number> {
  return (await stat(keptPath(path)).catch(() => ({ size: 0 }))).size;
}

function keptPath(path: string): string {
  return `${path}.damaged`;
}
