import { appendFileSync, closeSync, fchmodSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { unwritable } from "../../files/file-system-error";
import { privateFile, privateFolder } from "../../files/private-files";

/** Lines that are written at a time. */
const linesAtOnce = 100;

/** Keeps the first entries of a list to show, and all of them as lines of a file, which is made when there is one. */
export class LineList<T> {
  readonly first: T[] = [];
  private lines: string[] = [];
  private file: number | undefined;

  /**
   * @param shown entries that are kept in memory
   * @param textOf an entry as a line with its end. @default its JSON
   */
  constructor(
    readonly path: string,
    private readonly shown: number,
    private readonly textOf: (entry: T) => string = (entry) => `${JSON.stringify(entry)}\n`,
  ) {}

  /** @throws UnreachableError where the file cannot be written */
  add(entry: T): void {
    if (this.first.length < this.shown) this.first.push(entry);
    if (this.lines.push(this.textOf(entry)) === linesAtOnce) this.flush();
  }

  /** @throws UnreachableError where the file cannot be written */
  close(): void {
    try {
      this.flush();
    } finally {
      if (this.file !== undefined) closeSync(this.file);
      this.file = undefined;
    }
  }

  private flush(): void {
    if (this.lines.length === 0) return;
    try {
      this.file ??= this.open();
      appendFileSync(this.file, this.lines.splice(0).join(""));
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${this.path}`, cause);
    }
  }

  private open(): number {
    mkdirSync(dirname(this.path), { recursive: true, mode: privateFolder });
    const file = openSync(this.path, "w", privateFile);
    fchmodSync(file, privateFile);
    return file;
  }
}
