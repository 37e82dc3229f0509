import { UnreachableError } from "../../errors";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { inspectTable, type TableInspection } from "../../dynamodb/control/inspect-table";
import type { TargetTable } from "../../items/target-table";
import { connect } from "./dynamodb";
import type { MigrationOptions } from "../options/migration-options";
import type { Migration } from "./open-migration";
import type { ProcessContext } from "../process-context";

/**
 * Asks the tables of a migration whether a run could write to them; writes nothing.
 *
 * @throws UnreachableError with all problems of all tables
 */
export async function inspectTables(
  migration: Migration,
  options: MigrationOptions,
  context: ProcessContext,
): Promise<TableInspection[]> {
  const ids = new Set(wantedEntities(migration.definition, options.entity).map(({ to }) => to));
  const { client, place } = connect(migration, options, context);
  try {
    const found: TableInspection[] = [];
    for (const id of ids)
      found.push(await inspectTable(client, migration.target.tables[id] as TargetTable, place));
    const problems = found.flatMap((table) => table.problems);
    if (problems.length > 0)
      throw new UnreachableError("table-differs", `in ${place}: ${problems.join("\n")}`);
    return found;
  } finally {
    client.destroy();
  }
}
