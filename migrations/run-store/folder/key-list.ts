import { appendFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import { readStateFile, saveStateFile } from "./state-file";

/** Its name in a run's folder: a line of JSON for each key, as DynamoDB writes it. */
export const keyListFile = "keys-found.jsonl";
const stateFile = "search.json";

const stateSchema = z.strictObject({
  /** Items that were scanned. */
  scanned: z.number().int().min(0),
  /** Keys in the list. */
  found: z.number().int().min(0),
  /** Bytes of the list that count. */
  bytes: z.number().int().min(0),
  /** Position of the scan; absent at its start. */
  cursor: z.string().optional(),
  isComplete: z.boolean(),
});

/** How far a search for items has come. */
export type SearchState = z.output<typeof stateSchema>;

/** The keys of the items that a search of a table found, in a run's folder. A killed search is resumed. */
export class KeyList {
  private lines: string[] = [];

  private constructor(
    private readonly folder: string,
    private readonly file: FileHandle,
    private current: SearchState,
  ) {}

  /** Opens the list of a run, or creates it. @throws UsageError, UnreachableError */
  static async open(folder: string): Promise<KeyList> {
    const state = await readStateFile(
      join(folder, stateFile),
      (text) => stateSchema.parse(JSON.parse(text)),
      {
        code: "checkpoint-unreadable",
        remedy: "Start over with --no-resume",
      },
    );
    const path = join(folder, keyListFile);
    try {
      const file = await open(path, "a+", privateFile);
      const start = state ?? { scanned: 0, found: 0, bytes: 0, isComplete: false };
      // A killed process may have appended more than it recorded.
      if (!start.isComplete) await file.truncate(start.bytes);
      return new KeyList(folder, file, start);
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${path}`, cause);
    }
  }

  get state(): SearchState {
    return this.current;
  }

  /** Adds the keys that were found among items that were scanned. @param keyTexts see `itemText` */
  add(keyTexts: readonly string[], scanned: number): void {
    for (const text of keyTexts) this.lines.push(`${text}\n`);
    const { scanned: before, found, ...rest } = this.current;
    this.current = { ...rest, scanned: before + scanned, found: found + keyTexts.length };
  }

  /** After it resolves, a search can be resumed at this position. @throws UnreachableError */
  async save(cursor: string | undefined, isComplete: boolean): Promise<void> {
    const bytes = Buffer.from(this.lines.join(""));
    this.lines = [];
    try {
      appendFileSync(this.file.fd, bytes);
      await this.file.datasync();
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${this.folder}`, cause);
    }
    const { scanned, found, bytes: before } = this.current;
    const state = { scanned, found, bytes: before + bytes.length, isComplete };
    this.current = cursor === undefined ? state : { ...state, cursor };
    await saveStateFile(join(this.folder, stateFile), this.current);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
