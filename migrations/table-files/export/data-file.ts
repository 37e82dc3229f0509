import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { itemLine } from "../item-line";
import type { ItemPages } from "../item-pages";
import { privateFile } from "../../files/private-files";

/** A data file of an export, as its manifest has it. */
export interface DataFile {
  readonly itemCount: number;
  /** In base64, of the compressed file. */
  readonly md5Checksum: string;
  /** As the service gives it to what it uploads in one part. */
  readonly etag: string;
  readonly compressedBytes: number;
}

/**
 * Writes pages until the file has the given number of uncompressed bytes, or all pages are written. Resolves once
 * they are
 * on disk.
 */
export async function writeDataFile(path: string, pages: ItemPages, bytes: number): Promise<DataFile> {
  const before = pages.taken;
  const md5 = createHash("md5");
  let compressedBytes = 0;
  await pipeline(
    () => lines(pages, bytes),
    createGzip(),
    async function* (compressed: AsyncIterable<Buffer>) {
      for await (const piece of compressed) {
        md5.update(piece);
        compressedBytes += piece.length;
        yield piece;
      }
    },
    createWriteStream(path, { flush: true, mode: privateFile }),
  );
  const digest = md5.digest();
  return {
    itemCount: pages.taken - before,
    md5Checksum: digest.toString("base64"),
    etag: `${createHash("md5").update(digest).digest("hex")}-1`,
    compressedBytes,
  };
}

async function* lines(pages: ItemPages, maxBytes: number): AsyncGenerator<Buffer> {
  for (let bytes = 0; bytes < maxBytes;) {
    const items = await pages.next();
    if (items === undefined) return;
    const text = Buffer.from(items.map((item) => `{"Item":${itemLine(item)}}\n`).join(""));
    bytes += text.length;
    yield text;
  }
}
