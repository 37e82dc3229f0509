import type { Decided } from "./evaluation";
import { undecided } from "./evaluation";
import { isMap } from "./known-types";

/** Characters of a text (half a surrogate pair is one), members of a list, set or map, bytes. */
export function sizeOf(value: Exclude<Decided, null | undefined | symbol>): Decided {
  if (typeof value === "string") return characters(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return value.size;
  return isMap(value) ? Object.keys(value).length : undecided;
}

function characters(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++) {
    if (!isLowHalf(text.charCodeAt(at)) || !isHighHalf(text.charCodeAt(at - 1))) continue;
    count--;
    at++;
  }
  return count;
}

function isHighHalf(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLowHalf(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
