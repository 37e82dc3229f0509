import { compareAt } from "./key-order";
import { firstWord, fourthWord, secondWord, thirdWord } from "./digest-words";

/**
 * 32-bit words of a record of an item: 3 of its key's digest, 4 of its own digest, and 2 of its tag (16 bits) and of
 * the position of its key's text (48 bits).
 */
export const recordWords = 9;
/** Bytes of a record. */
export const recordBytes = recordWords * 4;

const keyWords = 3;
const itemWords = 4;
const positionWord = keyWords + itemWords;
const highWord = 2 ** 32;

/** A record among others. */
export interface RecordPlace {
  readonly cells: Uint32Array;
  /** Its first cell. */
  readonly offset: number;
}

/** Goes through records. */
export interface RecordCursor extends RecordPlace {
  /** Moves to the next record, to the first one at the start; `false` if none follows. */
  next(): boolean;
}

/** What a record holds. */
export interface ItemRecord {
  /** See `keyDigest`. */
  readonly key: string;
  /** A digest in base64url, of which 128 bits are kept; see `itemDigest`. Absent if the record is of no item. */
  readonly item?: string | undefined;
  /** A number below 65,536. */
  readonly tag: number;
  /** See `KeyTexts`. */
  readonly position: number;
}

/** Writes a record. */
export function putRecord(place: RecordPlace, { key, item, tag, position }: ItemRecord): void {
  const { cells, offset } = place;
  cells[offset] = firstWord(key);
  cells[offset + 1] = secondWord(key);
  cells[offset + 2] = thirdWord(key);
  putItem(place, item);
  putPosition(place, tag, position);
}

/** Writes the digest of a record's item. */
export function putItem({ cells, offset }: RecordPlace, item: string | undefined): void {
  cells[offset + keyWords] = item === undefined ? 0 : firstWord(item);
  cells[offset + keyWords + 1] = item === undefined ? 0 : secondWord(item);
  cells[offset + keyWords + 2] = item === undefined ? 0 : thirdWord(item);
  cells[offset + keyWords + 3] = item === undefined ? 0 : fourthWord(item);
}

/** Writes a record's tag and position. */
export function putPosition({ cells, offset }: RecordPlace, tag: number, position: number): void {
  cells[offset + positionWord] = tag * 2 ** 16 + Math.floor(position / highWord);
  cells[offset + positionWord + 1] = position % highWord;
}

/** The position of a key's text. */
export function positionOf({ cells, offset }: RecordPlace): number {
  const high = (cells[offset + positionWord] as number) & 0xffff;
  return high * highWord + (cells[offset + positionWord + 1] as number);
}

export function tagOf({ cells, offset }: RecordPlace): number {
  return (cells[offset + positionWord] as number) >>> 16;
}

/** Whether a record is of an item. */
export function hasItem({ cells, offset }: RecordPlace): boolean {
  for (let word = 0; word < itemWords; word++) if (cells[offset + keyWords + word] !== 0) return true;
  return false;
}

/** Whether two records are of items with the same digest. */
export function isSameItem(one: RecordPlace, other: RecordPlace): boolean {
  for (let word = keyWords; word < positionWord; word++)
    if (one.cells[one.offset + word] !== other.cells[other.offset + word]) return false;
  return true;
}

/** Whether a record is of the item with this digest. */
export function isOfItem({ cells, offset }: RecordPlace, item: string): boolean {
  return (
    cells[offset + keyWords] === firstWord(item) &&
    cells[offset + keyWords + 1] === secondWord(item) &&
    cells[offset + keyWords + 2] === thirdWord(item) &&
    cells[offset + keyWords + 3] === fourthWord(item)
  );
}

/** Compares the keys of two records: negative if the first sorts before, 0 if they are the same. */
export function compareKeys(one: RecordPlace, { cells, offset }: RecordPlace): number {
  const [a, b, c] = [cells[offset], cells[offset + 1], cells[offset + 2]] as [number, number, number];
  return compareAt(one.cells, one.offset, a, b, c);
}

/** The bytes of records. */
export function recordsAsBytes(cells: Uint32Array, records: number): Uint8Array {
  return new Uint8Array(cells.buffer, cells.byteOffset, records * recordBytes);
}
