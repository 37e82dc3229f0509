import type { Checkpoint } from "../checkpoint/checkpoint";
import type { Entity } from "../definition/definition";
import { UsageError } from "../errors";
import type { ConflictPolicy } from "../pipeline/entity-run";
import { wantedEntities } from "../pipeline/wanted-entities";
import { checkTable, isEmpty } from "../targets/check-tables";
import type { TargetTable } from "../targets/target-table";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";

/** What the tables allow a run to do. */
export interface Preparation {
  readonly conflict: ConflictPolicy;
  /** Whether the tables were empty, so that nothing can be overwritten. */
  readonly wereEmpty: boolean;
}

export interface PrepareOptions {
  readonly entity?: readonly string[];
  readonly onConflict?: ConflictPolicy;
}

/**
 * Holds the tables against the outputs. One that holds items is not written to unless it was said what shall happen
 * to them, or an earlier process of the same run has begun on it.
 *
 * @throws UnreachableError, UsageError
 */
export async function prepareTables(
  migration: Migration,
  options: PrepareOptions,
  { client, place }: Connection,
  earlier: Checkpoint | undefined,
): Promise<Preparation> {
  for (const table of tablesOf(migration, options)) await checkTable(client, table, place);
  if (options.onConflict) return { conflict: options.onConflict, wereEmpty: false };
  for (const table of tablesOf(migration, options, ({ name }) => !earlier?.entities[name])) {
    if (await isEmpty(client, table)) continue;
    const message = `table ${table.name} already holds items; say what shall happen to those with the same key: --on-conflict overwrite, skip or fail`;
    throw new UsageError("table-not-empty", message);
  }
  const before = earlier?.options["onConflict"] as ConflictPolicy | undefined;
  return { conflict: before ?? "overwrite", wereEmpty: earlier === undefined };
}

function tablesOf(
  { definition, target }: Migration,
  options: PrepareOptions,
  isAmong: (entity: Entity) => boolean = () => true,
): TargetTable[] {
  const entities = wantedEntities(definition, options.entity).filter(isAmong);
  return [...new Set(entities.map((entity) => entity.to))].map((id) => target.tables[id] as TargetTable);
}
