import type { MigrationDefinition } from "../../../migrations/definition/define-migration";
import type { RowObject } from "../../../migrations/items/row";
import type { Target, TargetTable } from "../../../migrations/items/target-table";
import {
  loadRecordMapping,
  type MigrationMapping,
  type RecordMappingOptions,
} from "../../../cutover/stores/migration-mapping";

export type Entities = MigrationDefinition<Record<string, RowObject>>["entities"];

function table(partitionKey: string, sortKey?: string, type: "S" | "N" = "S"): TargetTable {
  return {
    ...{ name: partitionKey, partitionKey: { name: partitionKey, type } },
    ...(sortKey !== undefined && { sortKey: { name: sortKey, type: "S" as const } }),
    ...{ indexes: [], billing: { mode: "on-demand" }, replicaRegions: [] },
  };
}

export const outputs: Target = {
  ...{ formatVersion: 1, service: "shop", environment: "dev", region: "us-east-1", role: "primary" },
  tables: {
    main: table("PK", "SK"),
    posts: table("postId", "threadId"),
    counts: table("id", undefined, "N"),
  },
};

/** The mapping of the first entity. */
export function load(
  entities: Entities,
  options: Partial<RecordMappingOptions> = {},
): Promise<MigrationMapping> {
  const migration = { name: "shop", source: { sqlite: "shop.db" }, entities };
  return loadRecordMapping({ migration, outputs, entity: Object.keys(entities)[0] as string, ...options });
}

export const rowsOfUsers = { from: { table: "users" }, to: "main" };

export const user: Entities = {
  users: { ...rowsOfUsers, item: { PK: "USR#${row.id}", SK: "META", id: "${row.id}", nm: "${row.name}" } },
};

export const problems: Entities = {
  problems: {
    from: { table: "problems" },
    to: "main",
    items: [
      { item: { PK: "PROB#${row.platform}#${row.number}", SK: "META", title: "${row.title}" } },
      {
        forEach: "${row.tests}",
        item: { PK: "PROB#${row.platform}#${row.number}", SK: "TC#${pad(index + 1, 4)}", in: "${each}" },
      },
    ],
  },
};
