import { randomBytes } from "node:crypto";
import { Decimal, type RowValue } from "../../migrations/items/row";
import { CutoverError } from "../errors";

/** Precedes the text of a number that no JavaScript number holds. */
const mark = randomBytes(12).toString("base64url");
const marked = new RegExp(`"${mark}([^"]*)"`, "g");

/** A value as JSON, with every digit of its numbers. @throws CutoverError for binary values and sets */
export function exactJsonText(value: RowValue, indent = ""): string {
  let hasMarked = false;
  const text = JSON.stringify(
    value,
    (_name, member: RowValue) => {
      if (typeof member === "bigint" || member instanceof Decimal) {
        hasMarked = true;
        return mark + String(member);
      }
      if (member instanceof Uint8Array || member instanceof Set)
        throw new CutoverError("JSON cannot hold binary values or sets; convert them in toRow", false);
      return member;
    },
    indent,
  );
  return hasMarked ? text.replace(marked, "$1") : text;
}
