import { appendFileSync, closeSync, openSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { UnreachableError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import { readJsonLine } from "../../items/json-line";
import { jsonString } from "../../items/json-string";
import type { Acknowledgement } from "../checkpoint";

const namePattern = /^progress-(\d+)\.jsonl$/;

/**
 * What was acknowledged since the last checkpoint, in files that are only appended to: `progress-1.jsonl`, … A new
 * one is started before a checkpoint is built, and the old one is deleted after it was saved. At every time, the
 * checkpoint and the existing files together contain the progress of the run.
 */
export class ProgressLog {
  private file: number | undefined;
  /** Of lines that are not written yet; joined at once, which takes less memory than text that is added to text. */
  private parts: string[] = [];
  /** What lines of the entity of the last one start with. */
  private opening: { readonly entity: string; readonly text: string } | undefined;
  private failure: UnreachableError | undefined;

  private constructor(
    private readonly folder: string,
    /** What earlier processes noted. */
    readonly found: readonly Acknowledgement[],
    private files: readonly string[],
    private generation: number,
  ) {}

  static async open(folder: string): Promise<ProgressLog> {
    const numbers = (await readdir(folder)).flatMap((name) => namePattern.exec(name)?.[1] ?? []).map(Number);
    const files = numbers.toSorted((a, b) => a - b).map((number) => pathOf(folder, number));
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    const found = texts
      .flatMap((text) => text.split("\n"))
      .flatMap((line) => readJsonLine(line, acknowledgementOf) ?? []);
    return new ProgressLog(folder, found, files, Math.max(0, ...numbers) + 1);
  }

  /** Everything of one step is written at its end, in one piece. @throws UnreachableError where that failed before */
  append(acknowledgement: Acknowledgement): void {
    if (this.failure) throw this.failure;
    if (this.parts.length === 0) queueMicrotask(() => this.flush());
    this.add(acknowledgement);
  }

  /**
   * Starts a new file with the acknowledgements that the next checkpoint does not count.
   * @returns deletes the files before it, once the checkpoint is saved
   */
  rotate(ahead: readonly Acknowledgement[]): () => Promise<void> {
    this.flush();
    const old = this.files;
    this.close();
    this.files = [];
    this.generation++;
    for (const acknowledgement of ahead) this.add(acknowledgement);
    this.flush();
    if (this.failure) throw this.failure;
    return async () => {
      for (const file of old) await rm(file, { force: true });
    };
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  /** By hand, since there is a line for every item: a key's digest and an ending need no escapes. */
  private add({ entity, row, item, key, ending, message }: Acknowledgement): void {
    if (this.opening?.entity !== entity) this.opening = { entity, text: `[${jsonString(entity)},` };
    this.parts.push(this.opening.text, `${row},${item},"`, key, '","', ending);
    this.parts.push(message === undefined ? '"]\n' : `",${JSON.stringify(message)}]\n`);
  }

  private flush(): void {
    if (this.parts.length === 0) return;
    const text = this.parts.join("");
    this.parts = [];
    try {
      this.file ??= this.startFile();
      // Not `writeSync`, which says nothing where a disk that is nearly full takes a part.
      appendFileSync(this.file, text);
    } catch (cause) {
      this.failure = unwritable("run-folder-unwritable", `cannot write to ${this.folder}`, cause);
    }
  }

  private startFile(): number {
    const path = pathOf(this.folder, this.generation);
    this.files = [...this.files, path];
    return openSync(path, "a", privateFile);
  }
}

function pathOf(folder: string, generation: number): string {
  return join(folder, `progress-${generation}.jsonl`);
}

function acknowledgementOf(json: unknown): Acknowledgement | undefined {
  if (!Array.isArray(json)) return undefined;
  const [entity, row, item, key, ending, message] = json as [
    ...[string, number, number, string, string],
    string | undefined,
  ];
  return { entity, row, item, key, ending, ...(message !== undefined && { message }) };
}
