import type { RecordKey } from "../../../cutover/record-key";
import type { MigrationMapping } from "../../../cutover/stores/migration-mapping";
import { TableScan } from "../../dynamodb/reader/table-scan";
import type { Connection } from "./dynamodb";

/**
 * The keys of the records that an entity's items in its table belong to, once per item; `undefined` for an item whose
 * record is not known.
 *
 * @throws UnreachableError if the table cannot be read
 */
export async function* tableKeys(
  mapping: Pick<MigrationMapping, "table" | "recordKeyOf" | "isForeign">,
  { service }: Pick<Connection, "service">,
  signal: AbortSignal,
): AsyncGenerator<RecordKey | undefined> {
  for await (const items of new TableScan(service, mapping.table.name).scan(signal))
    for (const item of items) {
      const key = mapping.recordKeyOf(item);
      if (key !== undefined || !mapping.isForeign(item)) yield key;
    }
}
