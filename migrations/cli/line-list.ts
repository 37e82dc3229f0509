import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";

/** Keeps the first entries of a list to show, and all of them as lines of a file, which is made when there is one. */
export class LineList<T> {
  readonly first: T[] = [];
  private file: WriteStream | undefined;

  /** @param shown entries that are kept in memory */
  constructor(
    readonly path: string,
    private readonly shown: number,
  ) {}

  add(entry: T): void {
    if (this.first.length < this.shown) this.first.push(entry);
    this.file ??= this.open();
    this.file.write(`${JSON.stringify(entry)}\n`);
  }

  async close(): Promise<void> {
    if (this.file) await finished(this.file.end());
  }

  private open(): WriteStream {
    mkdirSync(dirname(this.path), { recursive: true });
    return createWriteStream(this.path);
  }
}
