import type { Entity } from "../../definition/definition";
import { itemJson } from "../../items/item-json";
import { writeUnits } from "../../items/item-size";
import { indexEntryBytes } from "../../items/index-entry";
import { Decimal, isRowObject, type RowValue } from "../../items/row";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { EntityReader, type ReaderSettings } from "./entity-reader";
import type { ReadItem, ReadOutcome } from "./read-stream";
import { wantedEntities } from "./wanted-entities";

/** The entry of an item in an index. */
export interface PreviewedEntry {
  readonly index: string;
  readonly bytes: number;
  readonly writeUnits: number;
}

/** One outcome of a row. */
export type PreviewedOutcome =
  | {
      readonly kind: "item";
      /** In the service's JSON, with types. */
      readonly item: Readonly<Record<string, unknown>>;
      readonly bytes: number;
      /** Of the table and of all indexes. */
      readonly writeUnits: number;
      readonly indexes: readonly PreviewedEntry[];
    }
  | { readonly kind: "excluded" }
  | { readonly kind: "rejected"; readonly code: string; readonly message: string };

/** A row and what it becomes. */
export interface PreviewedRow {
  readonly row: number;
  /** The file and line, if the source has them. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly outcomes: readonly PreviewedOutcome[];
}

export interface PreviewedEntity {
  readonly entity: string;
  readonly from: string;
  readonly table: string;
  readonly rows: readonly PreviewedRow[];
}

/** Which rows are shown. */
export interface PreviewSettings extends ReaderSettings {
  readonly entities?: readonly string[] | undefined;
  /** Rows of each entity. */
  readonly limit: number;
  /** Only rows that have this text in the column. @default the first ones */
  readonly where?: { readonly column: string; readonly value: string } | undefined;
  readonly signal: AbortSignal;
}

/** The items of the first rows of entities. @throws UnreachableError, InterruptedError */
export async function previewRows(settings: PreviewSettings): Promise<PreviewedEntity[]> {
  const reader = new EntityReader(settings);
  try {
    const previewed: PreviewedEntity[] = [];
    for (const entity of wantedEntities(settings.definition, settings.entities))
      previewed.push({
        ...{ entity: entity.name, from: reader.describe(entity), table: reader.table(entity).name },
        rows: await rowsOf(reader, entity, settings),
      });
    return previewed;
  } finally {
    reader.close();
  }
}

async function rowsOf(
  reader: EntityReader,
  entity: Entity,
  settings: PreviewSettings,
): Promise<PreviewedRow[]> {
  const { limit, where, signal } = settings;
  const table = reader.table(entity);
  const found: PreviewedRow[] = [];
  const stream = reader.read(entity, { signal, ...(where === undefined && { limit }) });
  for await (const { rows, origin } of stream) {
    for (const { number, value, line, outcomes } of rows) {
      if (found.length === limit || (where && !hasValue(value, where))) continue;
      const file = line === undefined ? undefined : origin?.file;
      found.push({ row: number, file, line, outcomes: outcomes.map((outcome) => previewed(outcome, table)) });
    }
    if (found.length === limit) break;
  }
  return found;
}

/** Whether a row has this text in a column. */
export function hasValue(
  row: RowValue,
  { column, value }: { readonly column: string; readonly value: string },
): boolean {
  if (!isRowObject(row) || !Object.hasOwn(row, column)) return false;
  const cell = row[column];
  if (cell instanceof Decimal) return cell.text === value;
  return cell instanceof Date
    ? cell.toISOString() === value
    : typeof cell !== "object" && String(cell) === value;
}

function previewed(outcome: ReadOutcome, table: TargetTable): PreviewedOutcome {
  switch (outcome.kind) {
    case "item":
      return previewedItem(outcome, table);
    case "left-out":
      return { kind: "excluded" };
    default:
      return { kind: "rejected", code: outcome.rejection.code, message: outcome.rejection.message };
  }
}

function previewedItem({ item, bytes }: ReadItem, table: TargetTable): PreviewedOutcome {
  const keys = keyAttributes(table).map(({ name }) => name);
  const indexes = table.indexes.flatMap((index): PreviewedEntry[] => {
    const entry = indexEntryBytes(item, bytes, index, keys);
    return entry === undefined ? [] : [{ index: index.name, bytes: entry, writeUnits: writeUnits(entry) }];
  });
  const units = indexes.reduce((sum, entry) => sum + entry.writeUnits, writeUnits(bytes));
  return { kind: "item", item: itemJson(item) as Record<string, unknown>, bytes, writeUnits: units, indexes };
}
