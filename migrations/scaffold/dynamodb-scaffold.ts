import {
  type KeyAttribute,
  partitionKeysOf,
  sortKeysOf,
  type TargetIndex,
  type TargetTable,
} from "../items/target-table";
import { identifiers } from "./names";
import type { Scaffold, ScaffoldIndex, ScaffoldTable } from "./scaffold";

/** A table of DynamoDB, as it is to be written down. */
export interface ExistingTable {
  readonly table: TargetTable;
  /** As the service counted them within the last six hours. */
  readonly items: number;
}

/** Tables with the keys, indexes and time to live of existing ones, and entities that copy their items as they are. */
export function dynamoDbScaffold(existing: readonly ExistingTable[]): Scaffold {
  const ids = identifiers(existing.map(({ table }) => table.name));
  const tables = existing.map((one) => tableOf(one, ids.get(one.table.name) as string));
  const entities = existing.map(({ table: { name } }) => {
    const id = ids.get(name) as string;
    return { name: id, from: { table: name }, to: id, omitNull: false, comments: [] };
  });
  return { tables, entities, skipped: [] };
}

function tableOf({ table, items }: ExistingTable, id: string): ScaffoldTable {
  const { name, partitionKey, sortKey, ttlAttribute, billing } = table;
  const units =
    billing.mode === "provisioned" ? [`provisioned: ${billing.read} read, ${billing.write} write units`] : [];
  return {
    ...{ id, partitionKey, ...(sortKey && { sortKey }), ...(ttlAttribute && { ttl: ttlAttribute }) },
    indexes: table.indexes.map(indexOf),
    comments: [[`from ${name}, ${items.toLocaleString("en")} items`, ...units].join("; ")],
  };
}

function indexOf(index: TargetIndex): ScaffoldIndex {
  const { name, kind, partitionKey, sortKey, projection, nonKeyAttributes } = index;
  const [partitionKeys, sortKeys] = [partitionKeysOf(index), sortKeysOf(index)];
  return {
    ...{ name, partitionKey, ...(sortKey && { sortKey }) },
    ...severalOf("partitionKeys", partitionKeys),
    ...severalOf("sortKeys", sortKeys),
    ...(projection === "KEYS_ONLY" && { projection: "keys-only" as const }),
    ...(projection === "INCLUDE" && { projection: nonKeyAttributes ?? [] }),
    ...(kind === "local" && { isLocal: true }),
  };
}

function severalOf(
  name: "partitionKeys" | "sortKeys",
  keys: readonly KeyAttribute[],
): Partial<ScaffoldIndex> {
  return keys.length > 1 ? { [name]: keys } : {};
}
