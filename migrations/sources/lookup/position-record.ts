import { firstWord, secondWord, thirdWord } from "../../seen-keys/digest-words";

/** 32-bit words of a record: 3 of the digest of a row's key, 2 of the position of the row's text. */
export const positionWords = 5;
/** Bytes of a record. */
export const positionBytes = positionWords * 4;
/** Cells that a partition is sorted into, see {@link cellOf}. */
export const cellsPerPartition = 2 ** 16;
/** Partitions of the records, by the first 8 bits of their digests. */
export const partitions = 2 ** 8;

const highWord = 2 ** 32;

/** The three words of a digest. */
export type DigestWords = readonly [a: number, b: number, c: number];

export function wordsOf(digest: string): DigestWords {
  return [firstWord(digest), secondWord(digest), thirdWord(digest)];
}

/** Writes a record at an offset of cells. */
export function putPositionRecord(
  cells: Uint32Array,
  offset: number,
  [a, b, c]: DigestWords,
  position: number,
): void {
  cells[offset] = a;
  cells[offset + 1] = b;
  cells[offset + 2] = c;
  cells[offset + 3] = Math.floor(position / highWord);
  cells[offset + 4] = position % highWord;
}

export function positionAt(cells: Uint32Array, offset: number): number {
  return (cells[offset + 3] as number) * highWord + (cells[offset + 4] as number);
}

export function isOfDigest(cells: Uint32Array, offset: number, [a, b, c]: DigestWords): boolean {
  return cells[offset] === a && cells[offset + 1] === b && cells[offset + 2] === c;
}

/** The partition of a record, by the first word of its digest. */
export function partitionOf(firstWordOfDigest: number): number {
  return firstWordOfDigest >>> 24;
}

/** The cell of a record within its partition: the 16 bits after the first 8. */
export function cellOf(firstWordOfDigest: number): number {
  return (firstWordOfDigest >>> 8) & 0xffff;
}

/** The bytes of the first records. */
export function bytesOfRecords(cells: Uint32Array, records: number): Uint8Array {
  return new Uint8Array(cells.buffer, cells.byteOffset, records * positionBytes);
}
