import { createHash, type Hash } from "node:crypto";
import type { ReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip, type Gunzip } from "node:zlib";
import { InterruptedError, RunnerError, UnreachableError } from "../errors";
import type { FileLocation } from "./file-location";
import {
  compareFile,
  type FileSection,
  type FileStat,
  fileStat,
  formatVersion,
  holdsSections,
  isSameStat,
  parseVersion,
} from "./file-version";
import type { DeclaredEncoding } from "./single-byte-text";
import { encodingOf, inUtf8 } from "./text-encoding";

const defaultPieceBytes = 256 * 1024;

/** Every sitting adds a section; a file with more of them is read from its start again, which makes one of them all. */
const maxSections = 100;

export interface FileReadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Is given the bytes as they are stored in the file, before they are decompressed. */
  readonly see?: (bytes: Buffer) => void;
  /**
   * The first byte wanted, counted after decompression and conversion. A compressed or converted file is read from its
   * start all the same. @default 0
   */
  readonly from?: number | undefined;
  /**
   * The bytes wanted, `from` inclusive and `to` exclusive, of a file that is neither compressed nor converted. `from`
   * above is within them. @default the whole file
   */
  readonly range?: ByteRange | undefined;
  /** Bytes read at a time. @default 256 KB */
  readonly pieceBytes?: number | undefined;
  /** How the text is encoded. @default UTF-8, or UTF-16 if the first bytes say so */
  readonly encoding?: DeclaredEncoding | undefined;
  /** What earlier readings recorded of the file; if it is no longer that one, the reading ends with `source-changed`. */
  readonly version?: string | undefined;
  /** Whether a file that changes while it is read is accepted. @default it ends with `source-changed` */
  readonly mayChange?: boolean | undefined;
}

/** Bytes of a file, `from` inclusive and `to` exclusive. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** A file's content, piece by piece, to be iterated once. @throws UnreachableError, InterruptedError while it is */
export class FileReading implements AsyncIterable<Buffer> {
  /** The current position: bytes from the start, after decompression. */
  bytesGiven: number;
  private readonly from: number;
  private stream: ReadStream | undefined;
  private stat: FileStat | undefined;
  private start = 0;
  private stored = 0;
  private earlier: readonly FileSection[] = [];
  private readonly hash: Hash = createHash("sha256");
  private isWhole = false;
  private gunzip: Gunzip | undefined;

  constructor(
    private readonly file: FileLocation,
    private readonly options: FileReadingOptions,
  ) {
    this.from = options.from ?? options.range?.from ?? 0;
    this.bytesGiven = this.from;
  }

  /** The share of the file that the pieces handed out so far are, 0 to 1. What is decompressed later does not count. */
  get fractionRead(): number | undefined {
    const { range } = this.options;
    const size = range ? range.to - range.from : (this.stat?.size ?? 0);
    const bytes = this.gunzip?.bytesWritten ?? this.start + this.stored - (range?.from ?? 0);
    return this.stat && size > 0 ? Math.min(1, Math.max(0, bytes) / size) : undefined;
  }

  /** Identifies what has been read. @param rows handed out so far. `undefined` before the first piece */
  version(rows: number): string | undefined {
    if (!this.stat) return undefined;
    return formatVersion({ ...this.stat, sections: [...this.sections], rows, isWhole: this.isWhole });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.file.path);
      for await (const piece of await this.pieces(handle)) {
        this.bytesGiven += piece.length;
        yield piece;
      }
    } catch (cause) {
      if (this.options.signal?.aborted) throw new InterruptedError();
      if (cause instanceof RunnerError) throw cause;
      throw this.file.unreadable(cause);
    } finally {
      this.stream?.destroy();
      await handle?.close();
    }
  }

  private async pieces(handle: FileHandle): Promise<AsyncIterable<Buffer>> {
    this.stat = await fileStat(handle);
    await this.takeEarlier();
    const { isGzip, isConverted } = await this.formOf(handle);
    this.start = isGzip || isConverted || !this.isCovered ? 0 : this.from;
    if (this.start === 0) this.earlier = [];
    const stored = this.storedPieces(this.bytesFrom(handle));
    // Errors are thrown to the reader of the decompressed bytes.
    if (isGzip) this.gunzip = createGunzip({ chunkSize: this.pieceBytes });
    const plain = this.gunzip ? pipeline(stored, this.gunzip, () => {}) : stored;
    const text = isGzip || isConverted ? inUtf8(plain, this.options.encoding) : plain;
    return this.start === this.from ? text : skip(this.from, text);
  }

  private get pieceBytes(): number {
    return this.options.pieceBytes ?? defaultPieceBytes;
  }

  private bytesFrom(handle: FileHandle): AsyncIterable<Buffer> {
    const { start } = this;
    const { range } = this.options;
    if (range && start >= range.to) return noBytes();
    const end = range && { end: range.to - 1 };
    this.stream = handle.createReadStream({
      ...{ highWaterMark: this.pieceBytes, start, ...end },
      autoClose: false,
    });
    return this.stream;
  }

  /** Whether what comes before the first byte wanted need not be hashed: it has been, or nobody asked for it. */
  private get isCovered(): boolean {
    const { length } = this.earlier;
    return this.options.version === undefined || (length > 0 && length < maxSections);
  }

  /** @throws UnreachableError if what was read earlier is no longer there */
  private async takeEarlier(): Promise<void> {
    const { version, signal } = this.options;
    if (version === undefined) return;
    const comparison = await compareFile(this.file.path, version, signal);
    if (comparison.kind === "changed")
      throw changed(`${this.file.shown} has changed since the run started: ${comparison.reason}`);
    this.earlier = parseVersion(version)?.sections ?? [];
  }

  private async formOf(handle: FileHandle): Promise<{ isGzip: boolean; isConverted: boolean }> {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    const isGzip = this.file.path.endsWith(".gz") || buffer.equals(gzipMagic);
    const encoding = this.options.encoding ?? encodingOf(buffer.subarray(0, bytesRead));
    return { isGzip, isConverted: !isGzip && encoding !== "utf-8" };
  }

  private async *storedPieces(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      if (this.options.signal?.aborted) throw new InterruptedError();
      this.options.see?.(piece);
      this.hash.update(piece);
      this.stored += piece.length;
      yield piece;
    }
    if (!this.options.mayChange) await this.refuseChanged();
    this.isWhole = this.options.range === undefined;
  }

  /** The last rows are handed out only after this, so that half a row at the end of a growing file is none. */
  private async refuseChanged(): Promise<void> {
    const { stat: before, sections } = this;
    const now = await fileStat(this.file.path);
    if (before === undefined || isSameStat(before, now)) return;
    const isSame =
      now.size === before.size && (await holdsSections(this.file.path, sections, this.options.signal));
    if (!isSame)
      throw changed(
        `${this.file.shown} changed while it was read (${before.size} bytes at the start, now ${now.size}); repeat the command when nothing writes to it`,
      );
    this.stat = now;
  }

  private get sections(): readonly FileSection[] {
    const sha256 = this.hash.copy().digest("base64url");
    return [...this.earlier, { from: this.start, to: this.start + this.stored, sha256 }];
  }
}

/** RFC 1952: the magic bytes, and deflate. */
export const gzipMagic: Buffer = Buffer.from([0x1f, 0x8b, 0x08]);

function changed(message: string): UnreachableError {
  return new UnreachableError("source-changed", message);
}

async function* noBytes(): AsyncGenerator<Buffer> {}

/** The bytes after the first ones. */
async function* skip(count: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = count;
  for await (const piece of pieces) {
    if (piece.length > left) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}
