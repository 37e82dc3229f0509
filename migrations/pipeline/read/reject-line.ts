import type { RejectLine } from "../../run-store/checkpoint";
import type { ReadRow } from "./read-stream";
import type { RowOrigin } from "../../sources/source";
import { rejectRemedy } from "../../items/reject-remedy";
import { type Rejection, shown } from "../../items/rejection";
import { Decimal, isRowObject, type RowValue } from "../../items/row";

/** A rejected row, or one of its items, as it was read. */
export interface RejectedPart {
  readonly row: number;
  /** Which of the row's items, counted from 1. */
  readonly item: number;
  readonly isOneOfSeveral: boolean;
  readonly value: RowValue;
  /** See `SourceRow.key`. */
  readonly key?: string | undefined;
  /** Location of the row, as the source reports it. */
  readonly origin?: RowOrigin | undefined;
  /** Line of the file. */
  readonly line?: number | undefined;
}

/** What a row became, as it was read. @param index of its outcomes */
export function rejectedPart(
  { number: row, value, key, line, outcomes }: ReadRow,
  index: number,
  origin: RowOrigin | undefined,
): RejectedPart {
  return { row, item: index + 1, isOneOfSeveral: outcomes.length > 1, value, key, origin, line };
}

/** A line of rejects.jsonl. */
export function rejectLine(
  entity: string,
  part: RejectedPart,
  { code, message }: Pick<Rejection, "message"> & { readonly code: string },
): RejectLine {
  const { row, item, isOneOfSeveral, value, origin, key = origin?.keyOf?.(value) } = part;
  const remedy = rejectRemedy(code);
  const sourceKey = sourceKeyOf(part);
  return {
    ...{ entity, row, ...(isOneOfSeveral && { item }), ...(sourceKey && { sourceKey }) },
    ...(key !== undefined && { rowKey: key }),
    ...{ code, message, ...(remedy !== undefined && { remedy }), value },
  };
}

function sourceKeyOf({ value, origin, line }: RejectedPart): RejectLine["sourceKey"] {
  if (line !== undefined) return { ...(origin?.file !== undefined && { file: origin.file }), line };
  const columns = origin?.keyColumns ?? [];
  if (columns.length === 0 || !isRowObject(value)) return undefined;
  if (!columns.every((name) => Object.hasOwn(value, name))) return undefined;
  return Object.fromEntries(columns.map((name) => [name, cellOf(value[name])]));
}

/** A value as JSON can hold it. */
function cellOf(value: RowValue): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : textOf(value);
}

function textOf(value: Exclude<RowValue, null | undefined>): string {
  if (value instanceof Decimal) return value.text;
  return value instanceof Date ? value.toISOString() : shown(value);
}
