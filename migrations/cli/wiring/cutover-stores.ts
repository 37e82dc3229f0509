import type { RecordStores } from "../../../cutover/steps/compare-record";
import type { RecordKeys } from "../../../cutover/steps/repair";
import type { RecordKey } from "../../../cutover/record-key";
import { dynamoDbStore } from "../../../cutover/stores/dynamodb-store";
import type { MigrationMapping } from "../../../cutover/stores/migration-mapping";
import { UsageError } from "../../errors";
import type { CutoverStepOptions } from "../options/cutover-options";
import type { ProcessContext } from "../process-context";
import { connect } from "./dynamodb";
import { tableKeys } from "./table-keys";
import { loadModule } from "./load-module";
import { openMigration } from "./open-migration";
import { mappingOf, SharedItems } from "./shared-items";
import { SourceOldStore } from "./source-old-store";

/** The stores of one entity, and the keys of its records. */
export interface OpenedStores extends RecordStores {
  /** The keys of all records: those of the migration's source, and those of the items in its table. */
  readonly keys: () => RecordKeys;
  /** The record's key from a ledger entry's text. */
  readonly keyOf: (text: string) => RecordKey;
  /** Why no rows can be made of items. */
  readonly rowsUnknown?: string | undefined;
  readonly close: () => Promise<void>;
}

/** Opens the stores of an entity: from the module of `--stores`, or as the migration describes them. @throws UsageError */
export async function openStores(
  file: string,
  entity: string,
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<OpenedStores> {
  const migration = await openMigration(file, { ...options, entity: [entity] }, context);
  const given = options.stores === undefined ? undefined : await storesOf(options.stores, entity, context);
  const mapping = given && isMigrationMapping(given.mapping) ? given.mapping : mappingOf(migration, entity);
  const shared = SharedItems.of(migration, entity, context.signal);
  const source = new SourceOldStore(migration.source, mapping, context.signal, shared !== undefined);
  const connection = connect(migration, options, context);
  const own = given ?? { old: source, new: dynamoDbStore({ mapping, client: connection.client }), mapping };
  return {
    ...{ old: own.old, new: own.new, mapping: own.mapping },
    keys: () => ({ old: source.keys(), new: tableKeys({ mapping, shared }, connection, context.signal) }),
    keyOf: (text) => keyFrom(text, mapping.keyColumns.length),
    ...(own.mapping === mapping && { rowsUnknown: mapping.rowsUnknown }),
    close: async () => {
      await Promise.all([source.close(), shared?.close(), own.old.close?.(), own.new.close?.()]);
      connection.client.destroy();
    },
  };
}

/** Whether a mapping is one of `loadRecordMapping`, which may have a key that cannot be derived. */
function isMigrationMapping(mapping: RecordStores["mapping"]): mapping is MigrationMapping {
  return ["keyColumns", "table", "from", "itemKeys", "recordKeyOf"].every((name) => name in mapping);
}

/** The inverse of `keyText`; numbers stay texts, which stores accept. */
function keyFrom(text: string, columns: number): RecordKey {
  return columns > 1 ? (JSON.parse(text) as string[]) : text;
}

async function storesOf(module: string, entity: string, context: ProcessContext): Promise<RecordStores> {
  const { value } = await loadModule(
    module,
    context,
    "export its stores: export default { <entity>: { old, new, mapping } }",
  );
  const exported: unknown = typeof value === "function" ? await (value as () => unknown)() : value;
  const found: unknown =
    typeof exported === "object" && exported !== null
      ? new Map(Object.entries(exported)).get(entity)
      : undefined;
  const { old, new: tables, mapping } = (found ?? {}) as Partial<RecordStores>;
  if (old && tables && mapping) return { old, new: tables, mapping };
  throw new UsageError(
    "stores-unknown",
    `${module} must export default { ${entity}: { old, new, mapping } }, or a function that returns it, as the application gives it to cutover`,
  );
}
