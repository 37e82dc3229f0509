import type { TableSettings } from "../table/table-settings";
import { migrationGrants, type MigrationGrant } from "../access/migration-grants";
import type { MigrationWorkersProps } from "./migration-workers-props";

/** What a worker does with a table that is only a source. */
const reading = ["DescribeTable", "Scan"];

/** The settings of workers that the rules check. */
export interface MigrationWorkersSettings extends Omit<MigrationWorkersProps, "tables" | "sources"> {
  readonly tables: readonly { readonly props: TableSettings }[];
  readonly sources?: readonly { readonly props: TableSettings }[];
}

/** What the workers may do with each table: as a `MigrationRole`, and reading the sources. */
export function workerGrants<Table>({
  tables,
  sources = [],
}: {
  readonly tables: readonly Table[];
  readonly sources?: readonly Table[] | undefined;
}): MigrationGrant<Table>[] {
  const others = sources.filter((table) => !tables.includes(table));
  return [
    ...migrationGrants({ tables }),
    ...others.map((table) => ({ table, access: reading, indexes: [] })),
  ];
}
