import { crc32 } from "node:zlib";
import { parseItem } from "../../items/item-json";
import { itemText } from "../../items/item-text";
import { jsonLine } from "../../items/json-line";
import { jsonString } from "../../items/json-string";
import type { JournalEntry, NewEntry, Origin } from "./journal";

/** The checksum before the first line. */
export const firstSum = "00000000";

const sumPattern = /^\{"sum":"([0-9a-f]{8})",/;
/** `{"sum":"01234567",` */
const headLength = 18;

/**
 * A line of the journal with its checksum: the CRC-32 of its text, chained to the checksum of the line before. A line
 * that is damaged, missing, duplicated or moved does not match.
 *
 * @param before the checksum of the line before
 */
export function journalLine(
  entry: NewEntry,
  before: string,
): { readonly line: string; readonly sum: string } {
  const text = jsonLine(textOf(entry));
  const sum = sumOf(text, before);
  return { line: `{"sum":"${sum}",${text}\n`, sum };
}

/** A line as it was read, without its line feed. */
export interface ReadLine {
  readonly entry: JournalEntry;
  /** Absent in lines of earlier versions. */
  readonly sum: string | undefined;
}

/** Reads a line; `undefined` if it is not whole. @param before the checksum of the line before, if it is to be checked */
export function readLine(line: string, before?: string): ReadLine | undefined {
  const sum = sumPattern.exec(line)?.[1];
  if (sum !== undefined && before !== undefined && sumOf(line.slice(headLength), before) !== sum)
    return undefined;
  const entry = parseEntry(line);
  return entry && { entry, sum };
}

function sumOf(text: string, before: string): string {
  return crc32(text, Number.parseInt(before, 16)).toString(16).padStart(8, "0");
}

/** Without the brace that opens it. */
function textOf({ table, keyText, wrote, before, origin, isVoid }: NewEntry): string {
  const from = origin ? `,"from":[${jsonString(origin.entity)},${origin.row},${origin.item}]` : "";
  const earlier = before ? `,"before":${itemText(before)}` : "";
  const what = wrote === undefined ? '"deleted":true' : `"wrote":"${wrote}"`;
  return `"table":${jsonString(table)},"key":${keyText},${what}${isVoid ? ',"void":true' : ""}${from}${earlier}}`;
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const {
      table,
      key,
      wrote,
      deleted,
      before,
      from,
      void: isVoid,
    } = JSON.parse(line) as Partial<Record<string, unknown>>;
    if (typeof table !== "string" || !isObject(key)) return undefined;
    if (deleted === true ? wrote !== undefined : typeof wrote !== "string") return undefined;
    return {
      ...{ table, key: parseItem(key) },
      ...(typeof wrote === "string" && { wrote }),
      ...(isVoid === true && { isVoid }),
      ...(isObject(before) && { before: parseItem(before) }),
      ...(Array.isArray(from) && { origin: originOf(from as [string, number, number]) }),
    };
  } catch {
    return undefined;
  }
}

function originOf([entity, row, item]: [string, number, number]): Origin {
  return { entity, row, item };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
