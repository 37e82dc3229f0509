import { isAscii } from "node:buffer";
import { parseExactJson } from "../../items/exact-json";
import type { RowValue } from "../../items/row";

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/** The rows that were found in a piece of a list's inside. */
export interface ScannedRows {
  /** Bytes of the piece up to the end of the last row that ends in it; 0 if none does. */
  readonly end: number;
  /** Whether the list ends in the piece, or has something other than objects and lists there. */
  readonly isLast: boolean;
}

/**
 * Finds where the objects and lists in the inside of a list end, by their brackets alone. Whether the bytes are JSON is
 * for {@link parseRows} to find out.
 */
export class RowScanner {
  private depth = 0;
  private isInString = false;
  private isEscaped = false;

  /** Scans the next bytes. After a piece with `isLast` there may be no other. */
  scan(piece: Uint8Array): ScannedRows {
    let { depth, isInString } = this;
    let end = 0;
    let isLast = false;
    let at = this.isEscaped ? 1 : 0;
    for (; at < piece.length && !isLast; at++) {
      const byte = piece[at] as number;
      if (isInString) {
        if (byte === backslash) at++;
        else if (byte === quote) isInString = false;
      } else if (byte === quote) {
        isInString = depth > 0;
        isLast = depth === 0;
      } else if (isOpening(byte)) depth++;
      else if (isClosing(byte)) {
        if (--depth === 0) end = at + 1;
        isLast = depth < 0;
      } else if (depth === 0) isLast = !isBetweenRows(byte);
    }
    this.isEscaped = at > piece.length;
    this.isInString = isInString;
    this.depth = depth;
    return { end, isLast };
  }
}

/** `{` and `[`. */
function isOpening(byte: number): boolean {
  return (byte | 0x20) === 0x7b;
}

/** `}` and `]`. */
function isClosing(byte: number): boolean {
  return (byte | 0x20) === 0x7d;
}

function isBetweenRows(byte: number): boolean {
  return byte === comma || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d && byte !== 0x0b && byte !== 0x0c);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Parses complete rows of a list.
 *
 * @param isAfterRow whether the bytes follow a row, so that they have to start with a comma
 * @returns `undefined` if they are not the rows of a list
 */
export function parseRows(bytes: Uint8Array, isAfterRow: boolean): RowValue[] | undefined {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = isAscii(buffer) ? buffer.toString("latin1") : utf8.decode(buffer);
    const rows = parseExactJson(`[${isAfterRow ? "0" : ""}${text}]`) as RowValue[];
    return isAfterRow ? rows.slice(1) : rows;
  } catch {
    return undefined;
  }
}
