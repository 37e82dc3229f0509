import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { InterruptedError } from "../errors";
import { FileLocation } from "./file-location";
import { type ByteRange, FileReading, type FileReadingOptions, gzipMagic } from "./file-reading";
import type { DeclaredEncoding } from "./single-byte-text";
import { encodingOf } from "./text-encoding";
import { compareFile, fileStat, formatVersion, sizeAndTime, unreadVersion } from "./file-version";
import type { Comparison } from "./comparison";

/** The folder that a source's files are relative to. */
export class SourceFolder {
  /** @param shown the folder as a person knows it, for messages. @default folder */
  constructor(
    private readonly folder: string,
    private readonly shown = folder,
  ) {}

  /** A file in this folder, or anywhere where its path is absolute. */
  file(name = ""): SourceFile {
    return isAbsolute(name)
      ? new SourceFile(name)
      : new SourceFile(join(this.folder, name), join(this.shown, name));
  }
}

/**
 * A file that rows are read from. A gzip-compressed one is decompressed as it is read, one in UTF-16 is converted.
 */
export class SourceFile extends FileLocation {
  /** Its size and modification time. @throws UnreachableError if the file does not exist */
  async version(): Promise<string> {
    return this.attempt(async () => sizeAndTime(await fileStat(this.path)));
  }

  /** @throws UnreachableError if it does not exist or is a folder */
  async mustBeFile(): Promise<void> {
    const found = await this.attempt(() => stat(this.path));
    if (found.isDirectory()) throw this.unreadable({ code: "EISDIR" });
  }

  /** Identifies the file before anything of it has been read. @throws UnreachableError if the file does not exist */
  async identity(): Promise<string> {
    return this.attempt(async () => formatVersion(await unreadVersion(this.path)));
  }

  /** Compares the content with a recorded version. @throws UnreachableError where the file cannot be read */
  async compare(recorded: string, signal?: AbortSignal): Promise<Comparison> {
    return this.attempt(() => compareFile(this.path, recorded, signal));
  }

  /**
   * Bytes of the file if any of them can be read on their own: it is neither compressed nor to be converted.
   * @param declared the encoding, if it is known
   * @throws UnreachableError if it cannot be read
   */
  async divisibleBytes(declared?: DeclaredEncoding): Promise<number | undefined> {
    return this.attempt(async () => {
      const handle = await open(this.path);
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
        const isGzip = this.path.endsWith(".gz") || buffer.equals(gzipMagic);
        const encoding = declared ?? encodingOf(buffer.subarray(0, bytesRead));
        return isGzip || encoding !== "utf-8" ? undefined : (await handle.stat()).size;
      } finally {
        await handle.close();
      }
    });
  }

  /**
   * The bytes as they are stored, without what a reading does besides.
   * @param range of the bytes. @default all
   * @throws UnreachableError, InterruptedError
   */
  async *storedBytes(signal?: AbortSignal, range?: ByteRange): AsyncGenerator<Buffer> {
    try {
      const bounds = range && { start: range.from, end: range.to - 1 };
      const options = { highWaterMark: 1024 * 1024, ...bounds, ...(signal && { signal }) };
      for await (const piece of createReadStream(this.path, options)) yield piece as Buffer;
    } catch (cause) {
      if (signal?.aborted) throw new InterruptedError();
      throw this.unreadable(cause);
    }
  }

  /** The content, piece by piece. */
  read(options: FileReadingOptions = {}): FileReading {
    return new FileReading(this, options);
  }

  private async attempt<Result>(step: () => Promise<Result>): Promise<Result> {
    try {
      return await step();
    } catch (cause) {
      throw this.unreadable(cause);
    }
  }
}
