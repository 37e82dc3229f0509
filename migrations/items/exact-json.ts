import { randomBytes } from "node:crypto";
import { exactNumber } from "./exact-number";
import { setOwn } from "./map-members";
import type { RowValue } from "./row";

/** Numbers of fewer digits, with a point among them or without, are the same in a JavaScript number. */
const longDigits = 16;
/** As are numbers with a shorter exponent. Text that only looks so, as in an identifier, is found too. */
const longExponent = /\d[eE][+-]?\d{3}/g;
/** The strings and numbers of a JSON text. */
const stringsAndNumbers = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Precedes the text of a number while it is a string. No document can contain it except by chance (1 in 2^96). */
const mark = `${randomBytes(12).toString("base64url")} `;

/** Parses the text of one JSON value and keeps every digit of its numbers. @throws SyntaxError if it is not JSON */
export function parseExactJson(text: string): RowValue {
  const value = JSON.parse(text) as RowValue;
  return areLongDigitsKept(text) && areLongExponentsKept(text) ? value : parseMarked(text);
}

/** Reads every sixteenth character: sixteen in a row have one of them. */
function areLongDigitsKept(text: string): boolean {
  for (let at = longDigits - 1; at < text.length; at += longDigits) {
    if (!isDigitOrPoint(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isDigitOrPoint(text.charCodeAt(start - 1))) start--;
    let end = at + 1;
    while (end < text.length && isDigitOrPoint(text.charCodeAt(end))) end++;
    if (end - start >= longDigits && !isNumberKept(text, at)) return false;
    at = end - 1;
  }
  return true;
}

function areLongExponentsKept(text: string): boolean {
  longExponent.lastIndex = 0;
  // `exec` would make a list for each match.
  while (longExponent.test(text)) if (!isNumberKept(text, longExponent.lastIndex - 1)) return false;
  return true;
}

function isDigitOrPoint(code: number): boolean {
  return (code <= 0x39 && code >= 0x30) || code === 0x2e;
}

/** Whether `JSON.parse` keeps every digit of the number at a character. */
function isNumberKept(text: string, at: number): boolean {
  return isKept(text.slice(startOfNumber(text, at), endOfNumber(text, at)));
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
