import { crc32 } from "node:zlib";
import { parseItem } from "../../items/item-json";
import { itemText } from "../../items/item-text";
import { jsonLine } from "../../items/json-line";
import { jsonString } from "../../items/json-string";
import type { JournalEntry, NewEntry, Origin } from "./journal";
import { lineHead, sumText, writeSum } from "./line-sum";

const sumPattern = /^\{"sum":"([0-9a-f]{8})",/;
const lineFeed = 0x0a;

/** Lines as they are appended to a journal. */
export interface JournalLines {
  readonly bytes: Buffer;
  /** The bytes at which the lines start, and the byte after the last one. */
  readonly starts: readonly number[];
  /** The checksum of the last one. */
  readonly sum: string;
}

/**
 * Lines of the journal with their checksums: each is the CRC-32 of the line's text, chained to the checksum of the line
 * before. A line that is damaged, missing, duplicated or moved does not match.
 *
 * @param before the checksum of the line before
 */
export function journalLines(entries: readonly NewEntry[], before: string): JournalLines {
  // All texts at once, and then the checksums into their bytes: a string for each line would be copied several times.
  const bytes = Buffer.from(jsonLine(textOf(entries)));
  const starts = [0];
  let sum = Number.parseInt(before, 16);
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(lineFeed, start);
    sum = crc32(bytes.subarray(start + lineHead.length, end), sum);
    writeSum(bytes, start, sum);
    starts.push((start = end + 1));
  }
  return { bytes, starts, sum: sumText(sum) };
}

/** A line as it was read, without its line feed: it has an entry or starts a part. */
export interface ReadLine {
  readonly entry?: JournalEntry;
  readonly part?: PartStart;
  /** Absent in lines of earlier versions. */
  readonly sum: string | undefined;
}

/** What the lines after this one are read with, up to the next such line. A joined journal has the lines of its shards unchanged. */
export interface PartStart {
  /** The checksum that the next line follows. */
  readonly follows: string;
  /** Rows that come before the first one that the part counts. */
  readonly rowsBefore: number;
}

/** A line that starts a part, with its line feed. @param before the checksum of the line before */
export function partLine({ follows, rowsBefore }: PartStart, before: string): Buffer {
  const bytes = Buffer.from(`${lineHead.toString()}"part":${JSON.stringify({ follows, rowsBefore })}}\n`);
  writeSum(bytes, 0, crc32(bytes.subarray(lineHead.length, -1), Number.parseInt(before, 16)));
  return bytes;
}

/** Reads a line; `undefined` if it is not whole. @param before the checksum of the line before, if it is to be checked */
export function readLine(line: string, before?: string): ReadLine | undefined {
  const sum = sumPattern.exec(line)?.[1];
  if (sum !== undefined && before !== undefined && sumOf(line.slice(lineHead.length), before) !== sum)
    return undefined;
  const content = parseContent(line);
  return content && { ...content, sum };
}

function sumOf(text: string, before: string): string {
  return sumText(crc32(text, Number.parseInt(before, 16)));
}

/** Of a line's text. */
const maxParts = 10;

/** The lines of entries, with zeros for their checksums. */
function textOf(entries: readonly NewEntry[]): string {
  // As long as needed: an array that grows is copied.
  const parts = Array<string>(entries.length * maxParts).fill("");
  let count = 0;
  // Nearly always the same as those of the entry before.
  let [table, entity]: (string | undefined)[] = [];
  let [tableText, entityText] = ["", ""];
  for (const entry of entries) {
    if (entry.table !== table) {
      table = entry.table;
      tableText = `${lineHead.toString()}"table":${jsonString(table)},"key":`;
    }
    parts[count++] = tableText;
    parts[count++] = entry.keyText;
    parts[count++] = entry.wrote === undefined ? ',"deleted":true' : ',"wrote":"';
    if (entry.wrote !== undefined) {
      parts[count++] = entry.wrote;
      parts[count++] = '"';
    }
    if (entry.isVoid) parts[count++] = ',"void":true';
    if (entry.origin) {
      if (entry.origin.entity !== entity) {
        entity = entry.origin.entity;
        entityText = `,"from":[${jsonString(entity)},`;
      }
      parts[count++] = entityText;
      parts[count++] = `${entry.origin.row},${entry.origin.item}]`;
    }
    if (entry.before) parts[count++] = `,"before":${itemText(entry.before)}`;
    parts[count++] = "}\n";
  }
  return parts.join("");
}

function parseContent(line: string): Pick<ReadLine, "entry" | "part"> | undefined {
  try {
    const content = JSON.parse(line) as Partial<Record<string, unknown>>;
    if (isObject(content["part"])) return { part: content["part"] as PartStart };
    const entry = entryOf(content);
    return entry && { entry };
  } catch {
    return undefined;
  }
}

function entryOf(content: Partial<Record<string, unknown>>): JournalEntry | undefined {
  const { table, key, wrote, deleted, before, from, void: isVoid } = content;
  if (typeof table !== "string" || !isObject(key)) return undefined;
  if (deleted === true ? wrote !== undefined : typeof wrote !== "string") return undefined;
  return {
    ...{ table, key: parseItem(key) },
    ...(typeof wrote === "string" && { wrote }),
    ...(isVoid === true && { isVoid }),
    ...(isObject(before) && { before: parseItem(before) }),
    ...(Array.isArray(from) && { origin: originOf(from as [string, number, number]) }),
  };
}

function originOf([entity, row, item]: [string, number, number]): Origin {
  return { entity, row, item };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
