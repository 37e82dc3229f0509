import { closeSync, openSync, readSync } from "node:fs";
import { itemText } from "../../items/item-text";
import { readLine } from "./journal-line";

/** Bytes that are read at first: nearly every line without an earlier item has fewer. */
const firstBytes = 512;
const lineFeed = 0x0a;

interface Journal {
  readonly path: string;
  readonly start: number;
  file?: number;
}

/** The texts of the keys in journals that follow each other, by the positions of their lines. */
export class JournalTexts {
  private readonly journals: Journal[] = [];
  private size = 0;

  /** Appends a journal. @returns the position of its first byte */
  add(path: string, bytes: number): number {
    const start = this.size;
    this.journals.push({ path, start });
    this.size += bytes;
    return start;
  }

  /** The text of the key of the entry whose line starts at a position; see `itemText`. */
  read(position: number): string {
    const journal = this.journals.findLast(({ start }) => start <= position) as Journal;
    const file = (journal.file ??= openSync(journal.path, "r"));
    const line = lineAt(file, position - journal.start);
    const entry = readLine(line)?.entry;
    if (!entry) throw new Error(`the line at byte ${position - journal.start} of ${journal.path} is damaged`);
    return itemText(entry.key);
  }

  close(): void {
    for (const { file } of this.journals.splice(0)) if (file !== undefined) closeSync(file);
  }
}

function lineAt(file: number, start: number): string {
  for (let bytes = firstBytes; ; bytes *= 4) {
    const piece = Buffer.alloc(bytes);
    const read = readSync(file, piece, 0, bytes, start);
    const end = piece.subarray(0, read).indexOf(lineFeed);
    if (end !== -1 || read < bytes) return piece.toString("utf8", 0, end === -1 ? read : end);
  }
}
