import { maxCharacters, tooLong } from "../expression-budget";
import { maxItemBytes } from "../../items/item-size";
import { canonicalNumber, plainNumber } from "../../items/number-text";
import { Decimal, type RowValue } from "../../items/row";
import { bytesOf, type CelFunction, refuse, textOf } from "./cel-function";

/** Text for sort keys, addresses and the like. */
export const textFunctions: readonly CelFunction[] = [
  { name: "lower", takes: ["text"], call: (text) => textOf("lower", text).toLowerCase() },
  { name: "upper", takes: ["text"], call: (text) => textOf("upper", text).toUpperCase() },
  { name: "title", takes: ["text"], call: (text) => titleCase(textOf("title", text)) },
  {
    name: "replace",
    takes: ["text", "what", "by"],
    call: (text, what, by) =>
      replace(textOf("replace", text), textOf("replace", what), textOf("replace", by)),
  },
  { name: "pad", takes: ["number", "width"], call: pad },
  { name: "urlEncode", takes: ["text"], call: urlEncode },
  {
    name: "base64",
    takes: ["value"],
    call: (value) => Buffer.from(bytesOf("base64", value)).toString("base64"),
  },
  { name: "hex", takes: ["value"], call: (value) => Buffer.from(bytesOf("hex", value)).toString("hex") },
];

/** Letters, digits and the apostrophes within a word. */
const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/** Each word with a capital first letter and small ones after it. */
function titleCase(text: string): string {
  return text.replace(word, (one) => {
    const [first = ""] = one;
    return first.toUpperCase() + one.slice(first.length).toLowerCase();
  });
}

function replace(text: string, what: string, by: string): string {
  const most = what === "" ? text.length + 1 : text.length / what.length;
  if (text.length + most * by.length > maxCharacters) {
    const times = what === "" ? most : text.split(what).length - 1;
    if (text.length + times * (by.length - what.length) > maxCharacters) throw tooLong();
  }
  return text.replaceAll(what, () => by);
}

/** No key or attribute is longer. */
const maxWidth = maxItemBytes;

/** Zeros before a whole number, so that texts sort as the numbers do. */
function pad(value: RowValue, width: RowValue): string {
  const digits = wholeDigits(value);
  const places = Number(width);
  if (!Number.isInteger(places) || places < 1 || places > maxWidth)
    refuse(`pad() takes a width of 1 to ${maxWidth}`, width);
  if (digits.length > places)
    throw new Error(`pad() to ${places} digits would leave ${digits} unsorted, which has ${digits.length}`);
  return digits.padStart(places, "0");
}

function wholeDigits(value: RowValue): string {
  const isNumber = typeof value === "number" || typeof value === "bigint" || value instanceof Decimal;
  const text = isNumber || typeof value === "string" ? String(value) : "";
  const digits = canonicalNumber(text) === undefined ? "" : plainNumber(text);
  return /^\d+$/.test(digits)
    ? digits
    : refuse("pad() takes a whole number of at least 0, for others do not sort as text", value);
}

function urlEncode(text: RowValue): string {
  try {
    return encodeURIComponent(textOf("urlEncode", text));
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    throw new Error("urlEncode() takes text without half surrogate pairs", { cause });
  }
}
