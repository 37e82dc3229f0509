import { createReadStream, type ReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InterruptedError, messageOf, UnreachableError } from "../errors";
import { redactAddresses } from "../redact-addresses";

/** Bytes read at a time. */
const pieceBytes = 256 * 1024;

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

/** A file that rows are read from. One whose name ends with `.gz` is unpacked as it is read. */
export class SourceFile {
  /** The file as a person knows it, for messages, without secrets of an address. */
  readonly shown: string;

  /** @param shown the file as a person knows it. @default path */
  constructor(
    readonly path: string,
    shown = path,
  ) {
    this.shown = redactAddresses(shown);
  }

  /** Its size and when it was written. @throws UnreachableError where there is no such file */
  async version(): Promise<string> {
    try {
      const { size, mtimeMs } = await stat(this.path);
      return `${size} bytes, ${new Date(mtimeMs).toISOString()}`;
    } catch (cause) {
      throw this.unreadable(cause);
    }
  }

  /**
   * @param see is shown the bytes as they lie in the file, before they are unpacked
   * @param from the first byte that is wanted, unpacked. Of a packed file, those before it are unpacked all the same
   */
  read(signal?: AbortSignal, see?: (bytes: Buffer) => void, from = 0): FileReading {
    return new FileReading(this, signal, see, from);
  }

  get isPacked(): boolean {
    return this.path.endsWith(".gz");
  }

  unreadable(cause: unknown): UnreachableError {
    const isMissing = (cause as NodeJS.ErrnoException | null)?.code === "ENOENT";
    const reason = isMissing ? "there is no such file" : messageOf(cause);
    return new UnreachableError("source-unreadable", `cannot read ${this.shown}: ${reason}`, { cause });
  }
}

/** A file's content, piece by piece, to be gone through once. @throws UnreachableError, InterruptedError while it is */
export class FileReading implements AsyncIterable<Buffer> {
  /** Where it stands: bytes from the beginning, unpacked. */
  bytesGiven: number;
  private stream: ReadStream | undefined;
  private bytesInAll = 0;

  constructor(
    private readonly file: SourceFile,
    private readonly signal: AbortSignal | undefined,
    private readonly see: ((bytes: Buffer) => void) | undefined,
    private readonly from: number,
  ) {
    this.bytesGiven = from;
  }

  /** How much of the file has been read, 0 to 1. */
  get fractionRead(): number | undefined {
    const before = this.file.isPacked ? 0 : this.from;
    return this.stream && this.bytesInAll > 0
      ? Math.min(1, (before + this.stream.bytesRead) / this.bytesInAll)
      : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      this.bytesInAll = (await stat(this.file.path)).size;
      const start = this.file.isPacked ? 0 : this.from;
      this.stream = createReadStream(this.file.path, {
        ...{ highWaterMark: pieceBytes, start },
        signal: this.signal,
      });
      for await (const piece of this.wanted(this.watched(this.stream))) {
        this.bytesGiven += piece.length;
        yield piece;
      }
    } catch (cause) {
      if (this.signal?.aborted) throw new InterruptedError();
      throw this.file.unreadable(cause);
    }
  }

  private wanted(pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    if (!this.file.isPacked) return pieces;
    // What goes wrong is thrown to whoever reads the unpacked bytes.
    return behind(
      this.from,
      pipeline(pieces, createGunzip({ chunkSize: pieceBytes }), () => {}),
    );
  }

  private async *watched(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      this.see?.(piece);
      yield piece;
    }
  }
}

/** The bytes behind the first ones. */
async function* behind(count: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = count;
  for await (const piece of pieces) {
    if (piece.length > left) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}
