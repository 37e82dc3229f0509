import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { InterruptedError, messageOf, UnreachableError } from "../errors";
import { JsonRowParser, JsonShapeError } from "./json-rows";
import type { RowsFrom, RowStream, Source, SourceRow } from "./source";

/** Bytes read at a time. */
const pieceBytes = 256 * 1024;

/**
 * Rows from JSON files: a list, or a list somewhere in a document, such as json-server's `{ "users": [...] }`.
 * Files are read as a stream and numbers keep every digit.
 *
 * @example
 * new JsonSource("./data").rows({ file: "users/db.json", at: "$.users" })
 */
export class JsonSource implements Source {
  /**
   * @param folder that the entities' files are relative to
   * @param shownFolder the same as a person knows it, for messages. @default folder
   */
  constructor(
    private readonly folder: string,
    private readonly shownFolder = folder,
  ) {}

  describe(from: RowsFrom): string {
    const shown = this.path(from, this.shownFolder);
    return from.at === undefined || from.at === "$" ? shown : `${shown} ${from.at}`;
  }

  async version(from: RowsFrom): Promise<string> {
    try {
      const { size, mtimeMs } = await stat(this.path(from));
      return `${size} bytes, ${new Date(mtimeMs).toISOString()}`;
    } catch (cause) {
      throw unreadable(this.path(from, this.shownFolder), cause);
    }
  }

  rows(from: RowsFrom, signal?: AbortSignal): RowStream {
    return new JsonRowStream(this.path(from), this.path(from, this.shownFolder), from.at ?? "$", signal);
  }

  private path(from: RowsFrom, folder = this.folder): string {
    const file = from.file ?? "";
    return isAbsolute(file) ? file : join(folder, file);
  }
}

class JsonRowStream implements RowStream {
  private bytesRead = 0;
  private bytesInAll: number | undefined;

  constructor(
    private readonly path: string,
    /** The same as a person knows it. */
    private readonly shown: string,
    private readonly at: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get fractionRead(): number | undefined {
    return this.bytesInAll ? Math.min(1, this.bytesRead / this.bytesInAll) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<readonly SourceRow[]> {
    const parser = new JsonRowParser(this.at);
    let number = 0;
    for await (const piece of this.pieces()) {
      const broken = this.attempt(() => parser.write(piece));
      const values = parser.takeRows();
      if (values.length > 0) yield values.map((value) => ({ number: ++number, value }));
      if (broken) throw this.explain(broken, number);
    }
    const broken = this.attempt(() => parser.end());
    if (broken) throw this.explain(broken, number);
  }

  private async *pieces(): AsyncGenerator<Buffer> {
    try {
      this.bytesInAll = (await stat(this.path)).size;
      const stream = createReadStream(this.path, { highWaterMark: pieceBytes, signal: this.signal });
      for await (const piece of stream as AsyncIterable<Buffer>) {
        this.bytesRead += piece.length;
        yield piece;
      }
    } catch (cause) {
      if (this.signal?.aborted) throw new InterruptedError();
      throw unreadable(this.shown, cause);
    }
  }

  private attempt(step: () => void): Error | undefined {
    try {
      step();
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  private explain(cause: Error, rowsSoFar: number): UnreachableError {
    if (cause instanceof JsonShapeError) {
      return new UnreachableError("source-wrong-shape", `${this.shown} ${cause.message}`, { cause });
    }
    const place = `after row ${rowsSoFar}, before byte ${this.bytesRead}`;
    return new UnreachableError(
      "source-not-json",
      `${this.shown} is not valid JSON ${place}: ${cause.message}`,
      { cause },
    );
  }
}

function unreadable(path: string, cause: unknown): UnreachableError {
  const reason =
    (cause as NodeJS.ErrnoException | null)?.code === "ENOENT" ? "there is no such file" : messageOf(cause);
  return new UnreachableError("source-unreadable", `cannot read ${path}: ${reason}`, { cause });
}
