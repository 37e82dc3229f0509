import type { RowsFrom } from "../../migrations/sources/source";
import type { MigrationDefinition } from "../../migrations/definition/define-migration";
import type { Item } from "../../migrations/items/item";
import type { RowObject } from "../../migrations/items/row";
import type { Target, TargetTable } from "../../migrations/items/target-table";
import type { RecordKey } from "../record-key";
import type { ItemRange } from "./item-range";
import type { RecordMapping } from "./store";

/** Settings of {@link loadRecordMapping}. */
export interface RecordMappingOptions {
  /** Path of `migration.yaml`, or what a `migration.ts` exports. */
  readonly migration: string | MigrationDefinition<Record<string, RowObject>>;
  /** Path of the outputs file (`cdktf output --outputs-file`, `terraform output -json`), or the output `dynamodb_tables`. */
  readonly outputs: string | Target;
  /** Stack to use if the outputs file has several. @default the single primary one */
  readonly stack?: string;
  /** Name of the entity in the migration file. */
  readonly entity: string;
  /** Variables for `${env.NAME}` in the migration file: usually `process.env`. @default none */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Columns of the record's key. @default the `key` of the entity's query, or the only column that its items' keys are
   * made of
   */
  readonly key?: string | readonly string[];
  /**
   * Where the items of a record are. @default derived from the mapping, if its partition key is made of key columns
   */
  readonly itemKeys?: (key: RecordKey) => ItemRange | readonly ItemRange[];
  /**
   * The row of a record's items, which are given as plain values. The mapping must turn the row into the same items
   * again. @default derived, if each column that the mapping reads stands alone (`${row.x}`) in an item
   */
  readonly toRow?: (items: readonly RowObject[]) => RowObject;
  /** All columns of the old store, to find those that the mapping drops. @default the columns that the mapping reads */
  readonly columns?: readonly string[];
}

/** The mapping of one entity of a migration, and where its items are. */
export interface MigrationMapping extends RecordMapping {
  readonly entity: string;
  /** Columns of the record's key, in the order of the key's values. */
  readonly keyColumns: readonly string[];
  readonly table: TargetTable;
  /** Region of the table. */
  readonly region: string;
  /** Where the rows are in the migration's source. */
  readonly from: RowsFrom;
  /** @throws MappingError if the key does not have the number of values of {@link keyColumns} */
  itemKeys(key: RecordKey): readonly ItemRange[];
  /**
   * The key of the record that an item belongs to; `undefined` if the item's attributes do not tell it, or it may be one of an
   * entity that shares keys.
   */
  recordKeyOf(item: Item): RecordKey | undefined;
  /** Whether the item belongs to another entity of the same table. */
  isForeign(item: Item): boolean;
  /** Whether `rowOf` returns every column of the row but the {@link droppedColumns}: the row itself is the item. */
  readonly restoresAllColumns: boolean;
  /** Why there is no `rowOf`. */
  readonly rowsUnknown?: string;
}

/**
 * Loads the mapping of an entity from the migration's own files, so that `run`, `follow`, `verify` and the application
 * share one definition. The compiler of expressions is loaded by the first call.
 *
 * @throws FileError if the migration file is invalid
 * @throws UsageError if the outputs file is invalid
 * @throws CutoverError if the key, or the items of a record, are neither given nor derivable
 *
 * @example
 * const users = await loadRecordMapping({
 *   ...{ migration: "migration.yaml", outputs: "outputs.json", entity: "users", env: process.env },
 * });
 */
export async function loadRecordMapping(options: RecordMappingOptions): Promise<MigrationMapping> {
  const { openMapping } = await import("./open-mapping.js");
  return openMapping(options);
}
