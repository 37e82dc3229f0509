import { UnreachableError } from "../../errors";
import { shown as shownValue } from "../../items/rejection";
import type { KeyedRow } from "./keyed-row";

/** The values of a row's key as one text. `null` is that of a row that lacks it. */
export function cursorOf(values: readonly (string | null)[]): string {
  return JSON.stringify(values);
}

/** Undoes {@link cursorOf}. @throws UnreachableError if the text is not the cursor of such a key */
export function valuesIn(cursor: string, columns: number): string[] {
  return withoutNull(keyValuesIn(cursor, columns), cursor);
}

/** The values of a row's own key. @param cursor for the message @throws UnreachableError if one is null */
export function withoutNull(values: readonly (string | null)[], cursor: string): string[] {
  const texts = values.filter((value) => value !== null);
  if (texts.length < values.length) throw wrongCursor(cursor);
  return texts;
}

/**
 * The values of a key to which columns were added that may be null.
 * @param own the number of columns of the row's own key, which may stand alone. @default all
 * @throws UnreachableError as {@link valuesIn} does
 */
export function keyValuesIn(key: string, columns: number, own = columns): (string | null)[] {
  const values = parsed(key);
  const isKey = Array.isArray(values) && (values.length === columns || values.length === own);
  if (isKey && values.every((value) => typeof value === "string" || value === null))
    return values as (string | null)[];
  throw wrongCursor(key);
}

/** For a cursor that an interrupted run cannot have left. */
export function wrongCursor(cursor: string): UnreachableError {
  const message = `${cursor} is not a position that this source can resume from; start over with --no-resume`;
  return new UnreachableError("source-wrong-cursor", message);
}

/**
 * Checks that the key of a query is present and different in every row. Omits the row that the reading resumes from,
 * which is selected only to check that its key is unique.
 *
 * @param shown location of the rows, for messages
 * @throws UnreachableError while iterating
 */
export async function* checkKeys(
  chunks: AsyncIterable<readonly KeyedRow[]>,
  after: string | undefined,
  shown: string,
): AsyncGenerator<readonly KeyedRow[]> {
  let before: string | undefined;
  let isFirst = true;
  for await (const chunk of chunks) {
    for (const { cursor, isTied = cursor === before } of chunk) {
      if (cursor === "[null]") throw notUnique(shown, "rows whose key is null");
      if (isTied) throw notUnique(shown, `several rows whose key is ${shownKey(cursor)}`);
      before = cursor;
    }
    const rows = isFirst && chunk[0]?.cursor === after ? chunk.slice(1) : chunk;
    isFirst = false;
    if (rows.length > 0) yield rows;
  }
}

/** For keys that do not identify rows. @param shown location of the rows, for messages */
export function notUnique(shown: string, what: string): UnreachableError {
  const message = `${shown} has ${what}; its key must be a column that differs in every row`;
  return new UnreachableError("source-key-not-unique", message);
}

export function shownKey(cursor: string): string {
  return shownValue((JSON.parse(cursor) as string[])[0]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
