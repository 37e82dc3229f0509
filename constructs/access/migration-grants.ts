/** A run writes batches, or single items where none may be overwritten; `verify` scans. */
const running = ["DescribeTable", "BatchWriteItem", "PutItem", "Scan"];
/** Of a source: rows are scanned first, then read again by the keys that the stream names. */
const following = [
  ...["DescribeTable", "Scan", "BatchGetItem"],
  ...["DescribeStream", "GetShardIterator", "GetRecords"],
];
/** `follow` reads and deletes items, too; it finds those of a `forEach` with Query. */
const rollingBack = ["GetItem", "BatchGetItem", "Query", "DeleteItem", "PartiQLDelete"];
/** Repair compares and writes the items of single records; `cutover end` removes an attribute from all items. */
const cuttingOver = ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "Scan"];

/** The tables of a migration, and what is done with them. */
export interface MigratedTables<Table> {
  readonly tables: readonly Table[];
  readonly rollback?: boolean;
  readonly cutover?: boolean;
  readonly follow?: readonly Table[];
}

/** What `dynamodb-migrate` may do with one table. */
export interface MigrationGrant<Table> {
  readonly table: Table;
  readonly access: readonly string[];
  /** None: the runner does not read indexes. */
  readonly indexes: readonly string[];
}

/** What `dynamodb-migrate` needs on each table. */
export function migrationGrants<Table>({
  tables,
  rollback = true,
  cutover = false,
  follow = [],
}: MigratedTables<Table>): MigrationGrant<Table>[] {
  const wanted = [...running, ...(rollback ? rollingBack : []), ...(cutover ? cuttingOver : [])];
  const access = [...new Set(wanted)];
  const targets = tables.map((table) => {
    const also = follow.includes(table) ? following.filter((action) => !access.includes(action)) : [];
    return { table, access: [...access, ...also], indexes: [] };
  });
  const sources = follow.filter((table) => !tables.includes(table));
  return [...targets, ...sources.map((table) => ({ table, access: following, indexes: [] }))];
}
