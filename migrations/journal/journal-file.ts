import { appendFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { UnreachableError } from "../errors";
import { unwritable } from "../file-system-error";
import { parseItem } from "../transform/item-json";
import { itemText } from "../transform/item-text";
import { jsonLine } from "../transform/json-line";
import { jsonString } from "../transform/json-string";
import type { Journal, JournalEntry } from "./journal";
import { linesBackwards } from "./lines-backwards";

/** Its name in a run's folder. */
export const journalFile = "journal.jsonl";

/** A journal as a file with a line an entry. */
export class JournalFile implements Journal {
  private failure: UnreachableError | undefined;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** Opens the file for more entries, or makes it. A line that a kill left half-written is ended. */
  static async open(path: string): Promise<JournalFile> {
    const file = await open(path, "a+");
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    if (bytesRead === 1 && buffer.toString() !== "\n") await file.appendFile("\n");
    return new JournalFile(path, file);
  }

  append(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length > 0 && !this.failure) this.write(entries.map(lineOf).join(""));
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** At once, not through the thread pool, which takes more work than the writing does. */
  private write(lines: string): void {
    try {
      // Not `writeSync`, which says nothing where a disk that is nearly full takes a part.
      appendFileSync(this.file.fd, lines);
    } catch (cause) {
      // For good: a line behind one that is half-written could not be read.
      this.failure = unwritable("run-folder-unwritable", `cannot write to ${this.path}`, cause);
    }
  }
}

/** The entries of a journal file in groups, the last ones first. A line that a kill left half-written was never sent, and is passed over. */
export async function* readJournal(path: string, groupSize: number): AsyncGenerator<readonly JournalEntry[]> {
  let group: JournalEntry[] = [];
  for await (const line of linesBackwards(path)) {
    const entry = parseLine(line);
    if (entry) group.push(entry);
    if (group.length === groupSize) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

function lineOf({ table, key, wrote, before }: JournalEntry): string {
  const earlier = before ? `,"before":${itemText(before)}` : "";
  return `${jsonLine(`{"table":${jsonString(table)},"key":${itemText(key)},"wrote":"${wrote}"${earlier}}`)}\n`;
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    const { table, key, wrote, before } = JSON.parse(line) as Record<"table" | "wrote", string> &
      Record<"key" | "before", unknown>;
    return { table, wrote, key: parseItem(key), ...(before ? { before: parseItem(before) } : {}) };
  } catch {
    return undefined;
  }
}
