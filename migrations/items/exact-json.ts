import { randomBytes } from "node:crypto";
import { exactNumber } from "./exact-number";
import { setOwn } from "./map-members";
import type { RowValue } from "./row";

/**
 * Sixteen digits, or an exponent of three: numbers of fewer are the same in a JavaScript number. Text that only
 * looks so, as in an identifier, is found too.
 */
const mayLoseDigits = /[\d.]{16}|\d[eE][+-]?\d{3}/g;
/** The strings and numbers of a JSON text. */
const stringsAndNumbers = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Precedes the text of a number while it is a string. No document can contain it except by chance (1 in 2^96). */
const mark = `${randomBytes(12).toString("base64url")} `;

/** Parses the text of one JSON value and keeps every digit of its numbers. @throws SyntaxError if it is not JSON */
export function parseExactJson(text: string): RowValue {
  const value = JSON.parse(text) as RowValue;
  mayLoseDigits.lastIndex = 0;
  // `exec` would make a list for each match.
  while (mayLoseDigits.test(text)) {
    const at = mayLoseDigits.lastIndex - 1;
    const end = endOfNumber(text, at);
    if (!isKept(text.slice(startOfNumber(text, at), end))) return parseMarked(text);
    mayLoseDigits.lastIndex = end;
  }
  return value;
}

function startOfNumber(text: string, at: number): number {
  let start = at;
  while (start > 0 && isOfNumber(text.charCodeAt(start - 1))) start--;
  return start;
}

function endOfNumber(text: string, at: number): number {
  let end = at;
  while (end < text.length && isOfNumber(text.charCodeAt(end))) end++;
  return end;
}

/** Digits, `.`, `-`, `+`, `e` and `E`. */
function isOfNumber(code: number): boolean {
  return (code >= 0x2d && code <= 0x39 && code !== 0x2f) || code === 0x2b || (code | 0x20) === 0x65;
}

/** Whether `JSON.parse` keeps every digit of a number. */
function isKept(text: string): boolean {
  const number = Number(text);
  if (String(number) === text && (!Number.isInteger(number) || Number.isSafeInteger(number))) return true;
  return !Number.isNaN(number) && typeof exactNumber(text) === "number";
}

/** Numbers that a JavaScript number cannot hold go through `JSON.parse` as strings. */
function parseMarked(text: string): RowValue {
  const marked = text.replace(stringsAndNumbers, (token) =>
    token.startsWith('"') || isKept(token) ? token : `"${mark}${token}"`,
  );
  return restored(JSON.parse(marked) as RowValue);
}

/** The value with the marked numbers in it; lists and maps are changed in place. Not recursive: rows may be deep. */
function restored(value: RowValue): RowValue {
  const outer = { value };
  const open: object[] = [outer];
  for (let holder = open.pop(); holder; holder = open.pop())
    for (const [name, member] of Object.entries(holder) as [string, RowValue][])
      if (typeof member === "object" && member !== null) open.push(member);
      else if (typeof member === "string" && member.startsWith(mark))
        setOwn(holder as Record<string, RowValue>, name, exactNumber(member.slice(mark.length)));
  return outer.value;
}
