import type { Item } from "../../items/item";
import type { RecordKey } from "../../../cutover/record-key";
import type { MigrationMapping } from "../../../cutover/stores/migration-mapping";
import { TableScan } from "../../dynamodb/reader/table-scan";
import type { Connection } from "./dynamodb";
import type { ItemRecord, SharedItems } from "./shared-items";

/** How the records of a table's items are told. */
export interface TableRecords {
  readonly mapping: Pick<MigrationMapping, "table" | "recordKeyOf" | "isForeign">;
  /** For an entity whose items can have the keys of another one's. */
  readonly shared?: Pick<SharedItems, "recordOf"> | undefined;
}

/**
 * The keys of the records that an entity's items in its table belong to, once per item; `undefined` for an item whose
 * record is not known.
 *
 * @throws UnreachableError if the table cannot be read
 */
export async function* tableKeys(
  records: TableRecords,
  { service }: Pick<Connection, "service">,
  signal: AbortSignal,
): AsyncGenerator<RecordKey | undefined> {
  for await (const items of new TableScan(service, records.mapping.table.name).scan(signal))
    for (const item of items) {
      const { key, isForeign } = await recordOf(item, records);
      if (key !== undefined || !isForeign) yield key;
    }
}

async function recordOf(item: Item, { mapping, shared }: TableRecords): Promise<ItemRecord> {
  const key = mapping.recordKeyOf(item);
  if (key !== undefined) return { key, isForeign: false };
  if (!mapping.isForeign(item)) return (await shared?.recordOf(item)) ?? { isForeign: false };
  return { isForeign: true };
}
