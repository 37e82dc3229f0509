import type { RejectionCode } from "./rejection";

const remedies: Readonly<Record<RejectionCode, string>> = {
  "unreadable-row": "fix the row at the source; the message names its position",
  "not-an-object": "make each row an object; with `at:` name the list of objects in the document",
  "expression-failed":
    "fix the expression or the row; test optional columns with has(row.x), or omit attributes outside the key with omitNull: true",
  "mapping-failed": "fix the mapping function, or have it return null for rows that are to be excluded",
  "missing-key": "map every key attribute of the table, or exclude the row with `where`",
  "wrong-key-type": "convert the value in the mapping, as with string(row.id) or int(row.id)",
  "empty-key": "give the key attribute a value at the source, or exclude the row with `where`",
  "key-too-long": "shorten the key in the mapping, as with a digest; DynamoDB's limit is not adjustable",
  "wrong-index-key-type":
    "convert the value in the mapping, or omit the attribute (omitNull: true) to keep the item out of the index",
  "empty-index-key":
    "omit the empty attribute, as with null and omitNull: true, to keep the item out of the index",
  "index-key-too-long": "shorten the attribute in the mapping, or omit it to keep the item out of the index",
  "duplicate-key": "add a column to the key that tells the rows apart, or exclude all but one with `where`",
  "wrong-time-to-live": "map it to whole seconds since 1970, as with epoch(row.expires_at)",
  oversize: "let `oversize` compress or offload large attributes, or map fewer of them",
  "too-deep": "map the nested part to text with toJson(), or flatten it; DynamoDB allows 32 levels",
  "not-a-number": "fix the number at the source, or map it as text",
  "number-too-precise": "round the number in the mapping, or map it as text; DynamoDB keeps 38 digits",
  "number-out-of-range": "map the number as text; DynamoDB's range is 1E-130 to 9.99E+125",
  "empty-set": "set omitNull: true to omit the attribute, or map it as a list",
  "mixed-set": "map it as a list, or convert the members to one type",
  "duplicate-in-set": "remove the duplicate at the source, or map it as a list",
  "unsupported-value":
    "convert the value in the mapping to text, a number, a boolean, bytes, a list or a map",
  "invalid-attribute-name": "shorten the attribute's name in the mapping; the message names the limit",
  "invalid-unicode":
    "fix the text at the source, or cut it by whole characters; half a character cannot be stored",
  "already-exists": "run with --on-conflict overwrite to replace the item, or skip to keep it",
  "changed-since":
    "compare the item with both images of the export, and correct it by hand if the change is to be made anyway",
  "refused-by-service": "fix what the message names; the other items of the request are not affected",
  "write-uncertain": "look at the item with `tables get`, and make the change by hand if it is missing",
};

/** How to fix rows that were rejected for a reason; `undefined` for a reason of a later version. */
export function rejectRemedy(code: string): string | undefined {
  return Object.hasOwn(remedies, code) ? remedies[code as RejectionCode] : undefined;
}
