import { createReadStream } from "node:fs";
import { type FileHandle, open, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { privateFile } from "../../files/private-files";

/** Bytes held before they go to the file. */
const pieceBytes = 64 * 1024;

/** The digests of the keys of each entity's items, one after the other, in `keys-<entity>.bin`. */
export class KeyLog {
  private readonly held = new Map<string, string[]>();
  private readonly files = new Map<string, FileHandle>();

  /** @param digestBytes that each digest has; a multiple of 3 */
  constructor(
    private readonly folder: string,
    private readonly digestBytes: number,
  ) {}

  /** @param digest in base64url */
  add(entity: string, digest: string): void {
    const held = this.held.get(entity);
    if (held) held.push(digest);
    else this.held.set(entity, [digest]);
  }

  /** What was added before is on disk afterwards. */
  async flush(): Promise<void> {
    for (const [entity, digests] of this.held) {
      const file = this.files.get(entity) ?? (await open(this.pathOf(entity), "a", privateFile));
      this.files.set(entity, file);
      if (digests.length === 0) continue;
      // Of a multiple of three bytes each, they are one text of base64url together.
      await file.appendFile(Buffer.from(digests.splice(0).join(""), "base64url"));
      await file.datasync();
    }
  }

  /**
   * The first digests, in chunks of whole digests; the rest of the file is truncated.
   *
   * @throws UsageError if the file has fewer
   */
  async *read(entity: string, count: number): AsyncGenerator<Uint8Array> {
    const path = this.pathOf(entity);
    const bytes = count * this.digestBytes;
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    if (size < bytes) {
      const message = `${path} must hold ${bytes} bytes by the checkpoint, got ${size}; restore it from a copy, or start over with --no-resume`;
      throw new UsageError("key-log-damaged", message);
    }
    if (size > bytes) await truncate(path, bytes);
    if (bytes > 0) yield* this.pieces(path);
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close();
    this.files.clear();
  }

  private async *pieces(path: string): AsyncGenerator<Uint8Array> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece as Buffer]) : (piece as Buffer);
      const whole = bytes.length - (bytes.length % this.digestBytes);
      rest = bytes.subarray(whole);
      yield bytes.subarray(0, whole);
    }
  }

  private pathOf(entity: string): string {
    return join(this.folder, `keys-${entity}.bin`);
  }
}
