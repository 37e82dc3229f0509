import type { ColumnType } from "../../items/column-type";
import { exactNumber } from "../../items/exact-number";
import { canonicalNumber } from "../../items/number-text";
import { isRowObject, type RowValue } from "../../items/row";
import { parseExactJson } from "../../items/exact-json";

/** The value of a cell that is not empty, or `undefined` if the cell is not of the type. */
type ReadCell = (text: string) => RowValue;

const truths = new Map([
  ["true", true],
  ["t", true],
  ["1", true],
  ["false", false],
  ["f", false],
  ["0", false],
]);

const readers: Record<ColumnType, ReadCell> = {
  string: (text) => text,
  number: readNumber,
  boolean: (text) => truths.get(text.trim().toLowerCase()),
  binary: readBase64,
  list: (text) => readJson(text, Array.isArray),
  map: (text) => readJson(text, isRowObject),
};

/** Description of a valid cell of the type, for messages. */
export const cellForms: Record<ColumnType, string> = {
  string: "text",
  number: "a number",
  boolean: "true or false (or t, f, 1, 0)",
  binary: "binary in base64",
  list: "a JSON list",
  map: "a JSON object",
};

/**
 * Reads a cell as a value of its column's type; a number keeps every digit. `undefined` if it is not of the type.
 *
 * @param isEmptyText whether an empty cell of a column of text is an empty text; any other empty cell is null
 */
export function readCell(text: string, type: ColumnType, isEmptyText = false): RowValue {
  if (text === "") return type === "string" && isEmptyText ? "" : null;
  return readers[type](text);
}

const plainDecimal = /^-?\d+(\.\d+)?$/;

function readNumber(cell: string): RowValue {
  const text = cell.trim();
  if (plainDecimal.test(text)) {
    const number = Number(text);
    // A JavaScript number keeps 15 digits; whole numbers that print the same may still stand for their neighbors.
    if (text.length <= 15 || (!Number.isInteger(number) && String(number) === text)) return number;
  }
  return canonicalNumber(text) === undefined ? undefined : exactNumber(text);
}

/** Node passes over what is not base64; here the bytes must give the same text again. */
function readBase64(text: string): RowValue {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "")
    ? new Uint8Array(bytes)
    : undefined;
}

function readJson(text: string, isWanted: (value: RowValue) => boolean): RowValue {
  try {
    const value = parseExactJson(text);
    return isWanted(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
