import { UnreachableError } from "../../errors";
import type { RowsFrom, SourcePart } from "../source";

/** The rows of a table in the order of its key: those after one cursor, up to and with the row at another. */
export interface KeyRange {
  /** @default from the first row */
  readonly after?: string | undefined;
  /** @default to the last row */
  readonly upTo?: string | undefined;
  /** About how many rows it has. */
  readonly rows: number;
}

/** Fewer rows than this are not worth a range of their own. */
const minRows = 1000;
/** A table can have many more rows than its server estimates; the last range then has all that are left. */
const maxRangesPerAsked = 16;

/**
 * Splits the rows of a table into ranges of about as many rows.
 * @param total of the rows, counted or estimated
 * @param count number of ranges to aim at
 * @param keyAfter the cursor of the row a number of rows after a cursor; `undefined` if there are fewer
 * @returns none if there are too few rows
 */
export async function keyRanges(
  total: number,
  count: number,
  keyAfter: (cursor: string | undefined, rows: number) => string | undefined | Promise<string | undefined>,
): Promise<KeyRange[]> {
  const wanted = Math.min(count, Math.floor(total / minRows));
  if (wanted < 2) return [];
  const rows = Math.floor(total / wanted) + 1;
  const ranges: KeyRange[] = [];
  let after: string | undefined;
  while (ranges.length + 1 < maxRangesPerAsked * count) {
    const upTo = await keyAfter(after, rows);
    if (upTo === undefined) break;
    ranges.push({ after, upTo, rows });
    after = upTo;
  }
  return [...ranges, { after, rows: Math.max(1, total - ranges.length * rows) }];
}

/** The parts that ranges are; all rows together if there are not several. */
export function partsOf(from: RowsFrom, ranges: readonly KeyRange[]): SourcePart[] {
  return ranges.length > 1 ? ranges.map((range) => ({ from, range: keyRangeText(range) })) : [{ from }];
}

export function keyRangeText(range: KeyRange): string {
  return JSON.stringify(range);
}

/** Reads what {@link keyRangeText} wrote. @throws UnreachableError if it is not that */
export function parseKeyRange(text: string): KeyRange {
  const range = parsed(text);
  if (range !== undefined) return range;
  const message = `${text} is not a range of rows; start over with --no-resume`;
  throw new UnreachableError("source-wrong-cursor", message);
}

function parsed(text: string): KeyRange | undefined {
  try {
    const { after, upTo, rows } = JSON.parse(text) as Record<string, unknown>;
    const areCursors = [after, upTo].every((one) => one === undefined || typeof one === "string");
    if (!areCursors || typeof rows !== "number") return undefined;
    return { after: after as string | undefined, upTo: upTo as string | undefined, rows };
  } catch {
    return undefined;
  }
}
