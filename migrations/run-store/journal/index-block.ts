import { readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { recordBytes, recordsAsBytes, recordWords } from "../../seen-keys/item-record";

/**
 * The entries of a part of a journal as records: the digest of the key and of what was written. The position of a record
 * is the byte of the journal at which the entry's line starts, and its tag is twice the index of its table among
 * {@link tables}, plus 1 if the entry is void.
 */
export interface IndexBlock {
  /** The byte of the journal at which the part starts. */
  readonly from: number;
  /** The byte after the part. */
  readonly to: number;
  /** The checksum of its last line; see `journalLines`. */
  readonly sum: string;
  readonly tables: readonly string[];
  readonly cells: Uint32Array;
  readonly records: number;
}

/** Starts a block of this format. */
const magic = 0x4a49_5831;
const headBytes = 40;

/** A block as it is in the file. */
export function blockBytes({ from, to, sum, tables, cells, records }: IndexBlock): Buffer {
  const names = Buffer.from(JSON.stringify(tables));
  const body = recordsAsBytes(cells, records);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(magic, 0);
  head.writeDoubleLE(from, 4);
  head.writeDoubleLE(to, 12);
  head.writeUInt32LE(Number.parseInt(sum, 16), 20);
  head.writeUInt32LE(names.length, 24);
  head.writeUInt32LE(records, 28);
  head.writeUInt32LE(crc32(body, crc32(names)), 32);
  head.writeUInt32LE(crc32(head.subarray(0, 36)), 36);
  return Buffer.concat([head, names, body]);
}

/** The block at a byte of a file, and the byte after it; `undefined` if there is none, or not all of it is as written. */
export function readBlock(file: number, at: number): { block: IndexBlock; end: number } | undefined {
  const head = Buffer.alloc(headBytes);
  if (readSync(file, head, 0, headBytes, at) < headBytes) return undefined;
  if (head.readUInt32LE(0) !== magic || head.readUInt32LE(36) !== crc32(head.subarray(0, 36)))
    return undefined;
  const names = Buffer.alloc(head.readUInt32LE(24));
  const records = head.readUInt32LE(28);
  const cells = new Uint32Array(records * recordWords);
  const body = recordsAsBytes(cells, records);
  const namesAt = at + headBytes;
  const bodyAt = namesAt + names.length;
  if (readSync(file, names, 0, names.length, namesAt) < names.length) return undefined;
  if (readSync(file, body, 0, body.length, bodyAt) < body.length) return undefined;
  if (crc32(body, crc32(names)) !== head.readUInt32LE(32)) return undefined;
  const sum = head.readUInt32LE(20).toString(16).padStart(8, "0");
  const tables = JSON.parse(names.toString()) as string[];
  const block = { from: head.readDoubleLE(4), to: head.readDoubleLE(12), sum, tables, cells, records };
  return { block, end: bodyAt + records * recordBytes };
}
