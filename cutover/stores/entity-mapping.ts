import type { Definition, Entity } from "../../migrations/definition/definition";
import { messageOf } from "../../migrations/errors";
import type { Item } from "../../migrations/items/item";
import { itemBytes, maxItemBytes } from "../../migrations/items/item-size";
import { RejectedError } from "../../migrations/items/rejection";
import { Decimal, type RowObject } from "../../migrations/items/row";
import type { Target, TargetTable } from "../../migrations/items/target-table";
import type { Compile } from "../../migrations/mapping/expression";
import type { FinishedItem } from "../../migrations/mapping/finish-item";
import { makeTransform, type Transform } from "../../migrations/mapping/transform";
import type { RowsFrom } from "../../migrations/sources/source";
import { CutoverError, MappingError } from "../errors";
import { keyText, type RecordKey } from "../record-key";
import { columnsRead, deriveRows, plainItems } from "./derived-rows";
import { deriveRecordKeys, type RecordKeysOfItems } from "./derived-record-keys";
import { deriveRanges } from "./derived-ranges";
import { isInRange, type ItemRange, keyRangeOf } from "./item-range";
import type { MigrationMapping, RecordMappingOptions } from "./migration-mapping";
import { keyColumnsOf } from "./record-key-columns";
import { checkRangesApart } from "./range-overlap";
import { epochAttribute } from "./store";
import { unpackItems } from "./unpacked-items";

/** An entity of a migration with what its mapping needs. */
export interface OpenedEntity {
  readonly definition: Definition;
  readonly entity: Entity;
  readonly target: Target;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly compile: Compile;
}

/** What else than the migration decides the mapping. */
export type MappingChoices = Pick<RecordMappingOptions, "key" | "itemKeys" | "toRow" | "columns">;

/** What an item may have before the epoch is added, whichever it is. */
const maxRecordItemBytes =
  maxItemBytes - itemBytes({ [epochAttribute]: { N: String(Number.MAX_SAFE_INTEGER) } });

type ItemKeys = (key: RecordKey) => readonly ItemRange[];

/** Rows ↔ items of one entity of a migration. */
export class EntityMapping implements MigrationMapping {
  readonly entity: string;
  readonly region: string;
  readonly from: RowsFrom;
  readonly rowOf?: (items: readonly Item[]) => RowObject | undefined;
  readonly rowsUnknown?: string;

  private constructor(
    entity: Entity,
    { region }: Target,
    readonly table: TargetTable,
    readonly keyColumns: readonly string[],
    private readonly transform: Transform,
    private readonly ranges: ItemKeys,
    private readonly records: RecordKeysOfItems,
    rows: Rows,
  ) {
    this.entity = entity.name;
    this.region = region;
    this.from = entity.from;
    this.droppedColumns = rows.dropped;
    this.restoresAllColumns = rows.isWhole ?? false;
    if ("unknown" in rows) this.rowsUnknown = rows.unknown;
    else this.rowOf = (items) => (items.length === 0 ? undefined : rows.rowOf(items));
  }

  readonly droppedColumns: readonly string[];
  readonly restoresAllColumns: boolean;

  /** @throws CutoverError */
  static create(opened: OpenedEntity, options: MappingChoices = {}): EntityMapping {
    const { entity, target, env, compile } = opened;
    const table = target.tables[entity.to] as TargetTable;
    checkSupported(entity);
    const key = keyColumnsOf(entity, table, options.key);
    const itemKeys = options.itemKeys ? given(options.itemKeys) : derived(opened, table, key);
    const rows = rowsOf(entity, table, options);
    const transform = makeTransform(entity, table, env, compile);
    const records = deriveRecordKeys(opened.definition, entity, table, key);
    return new EntityMapping(entity, target, table, key, transform, itemKeys, records, rows);
  }

  keyOf(row: RowObject): RecordKey {
    const values = this.keyColumns.map((column) => keyValue(row, column, this.entity));
    return values.length === 1 ? (values[0] as RecordKey) : values;
  }

  itemsOf(row: RowObject): readonly Item[] {
    const items: FinishedItem[] = [];
    for (const outcome of this.transform(row)) {
      if (outcome.kind === "rejected") throw this.rejected(row, outcome.rejection.message);
      if (outcome.kind === "item") items.push(outcome);
    }
    if (new Set(items.map(({ key }) => key)).size < items.length)
      throw this.rejected(row, "two of its items have the same key");
    const tooLarge = items.find(({ bytes }) => bytes > maxRecordItemBytes);
    if (tooLarge)
      throw this.rejected(
        row,
        `one of its items has ${tooLarge.bytes} bytes; during a cutover an item may have ${maxRecordItemBytes}, so that the attribute ${epochAttribute} fits into DynamoDB's limit of ${maxItemBytes}`,
      );
    const found = items.map(({ item }) => item);
    this.checkPlaces(row, found);
    return found;
  }

  itemKeys(key: RecordKey): readonly ItemRange[] {
    try {
      return this.ranges(key);
    } catch (cause) {
      if (!(cause instanceof RejectedError)) throw cause;
      throw new MappingError(`entity ${this.entity}, key ${keyText(key)}: ${cause.message}`, { cause });
    }
  }

  /** Entities of the same table whose items may have the keys of this one's. */
  get sharing(): readonly string[] {
    return this.records.sharing;
  }

  recordKeyOf(item: Item): RecordKey | undefined {
    return this.sharing.length > 0 ? undefined : this.possibleKeyOf(item);
  }

  /** The key of the record that an item belongs to, if it belongs to one of this entity. */
  possibleKeyOf(item: Item): RecordKey | undefined {
    return this.records.candidates(item).find((key) => {
      try {
        return this.isOfRecord(item, key);
      } catch (error) {
        // The key that was read from the item's text is none.
        if (error instanceof CutoverError) return false;
        throw error;
      }
    });
  }

  isForeign(item: Item): boolean {
    return this.records.isForeign(item);
  }

  private isOfRecord(item: Item, key: RecordKey): boolean {
    return this.itemKeys(key).some((range) => isInRange(item, keyRangeOf(range, this.table), this.table));
  }

  /** Items elsewhere would be neither read nor deleted with the record. */
  private checkPlaces(row: RowObject, items: readonly Item[]): void {
    if (items.length === 0) return;
    const ranges = this.itemKeys(this.keyOf(row)).map((range) => keyRangeOf(range, this.table));
    for (const item of items) {
      if (item[epochAttribute]) throw this.rejected(row, `the attribute ${epochAttribute} is reserved`);
      if (!ranges.some((range) => isInRange(item, range, this.table)))
        throw this.rejected(row, "an item has a key that is not among those of the record (itemKeys)");
    }
  }

  private rejected(row: RowObject, reason: string): MappingError {
    return new MappingError(`entity ${this.entity}, key ${keyText(this.keyOf(row))}: ${reason}`);
  }
}

function keyValue(row: RowObject, column: string, entity: string): string | number | bigint {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof Decimal) return value.text;
  throw new MappingError(
    `entity ${entity}: the key column ${column} must be text or a number, got ${value === undefined ? "nothing" : JSON.stringify(value)}`,
  );
}

/** Objects in S3 would have to be written with each record. */
function checkSupported({ name, oversize }: Entity): void {
  if (oversize?.offload)
    throw new CutoverError(
      `entity ${name}: oversize offloads attributes to S3, which a cutover cannot do; remove offload`,
      false,
    );
}

function given(itemKeys: NonNullable<RecordMappingOptions["itemKeys"]>): ItemKeys {
  return (key) => {
    const ranges = itemKeys(key);
    return Array.isArray(ranges) ? (ranges as readonly ItemRange[]) : [ranges as ItemRange];
  };
}

function derived(opened: OpenedEntity, table: TargetTable, key: readonly string[]): ItemKeys {
  const { definition, entity, target, env, compile } = opened;
  const ranges = deriveRanges(entity, target, { env, compile, key });
  checkRangesApart(definition, entity, table, key);
  return (record) => {
    const values = typeof record === "object" ? record : [record];
    if (values.length !== key.length)
      throw new MappingError(
        `entity ${entity.name}: the key has ${key.length} values (${key.join(", ")}), got ${keyText(record)}`,
      );
    return ranges(Object.fromEntries(key.map((column, index) => [column, values[index]])));
  };
}

type Rows = { readonly dropped: readonly string[]; readonly isWhole?: boolean } & (
  { readonly rowOf: (items: readonly Item[]) => RowObject } | { readonly unknown: string }
);

function rowsOf(entity: Entity, table: TargetTable, { toRow, columns = [] }: MappingChoices): Rows {
  const unpack = (items: readonly Item[]) => plainItems(unpackItems(items, entity.oversize?.compress ?? []));
  const without = (held: readonly string[]) => columns.filter((column) => !held.includes(column));
  if (toRow) {
    const read = columnsRead(entity, entity.items ?? [entity]);
    return { dropped: read ? without(read) : [], rowOf: (items) => callToRow(toRow, unpack(items), entity) };
  }
  const rows = deriveRows(entity, table);
  if ("lost" in rows) return { dropped: without([]), unknown: rows.reason };
  const isWhole = "allBut" in rows.columns;
  const dropped = "allBut" in rows.columns ? rows.columns.allBut : without(rows.columns);
  return { dropped, isWhole, rowOf: (items) => rows.rowOf(unpack(items)) };
}

function callToRow(
  toRow: NonNullable<RecordMappingOptions["toRow"]>,
  items: readonly RowObject[],
  { name }: Entity,
): RowObject {
  try {
    return toRow(items);
  } catch (cause) {
    throw new MappingError(`entity ${name}: toRow fails: ${messageOf(cause)}`, { cause });
  }
}
