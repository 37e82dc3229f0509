import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { MigrationMapping, NewStore, OldStore, Records } from "cdktf-dynamodb/cutover";
import type { Pool, RowDataPacket } from "mysql2/promise";

/** An entity's two stores, and the mapping between them. */
export interface Stores {
  readonly old: OldStore;
  readonly new: NewStore;
  readonly mapping: MigrationMapping;
}

/** What a repository works with. */
export interface Stored<Row extends object> extends Stores {
  /** Reads and writes the store that the phase of the cutover says. */
  readonly records: Records<Row>;
  readonly pool: Pool;
  readonly client: DynamoDBClient;
}

/** Runs a query that selects ids in MySQL, and reads their rows in the form that both stores share. */
export async function rowsInMysql<Row extends object>(
  { pool, old }: Pick<Stored<Row>, "pool" | "old">,
  sql: string,
  values: readonly (string | number)[],
): Promise<Row[]> {
  const [found] = await pool.query<RowDataPacket[]>(sql, [...values]);
  const rows = await Promise.all(found.map(({ id }) => old.read(id as number)));
  return rows.filter((row) => row !== undefined) as Row[];
}

/** Queries the table or one of its indexes for records of one item each. */
export async function rowsInTable<Row extends object>(
  { client, mapping }: Pick<Stored<Row>, "client" | "mapping">,
  query: Omit<QueryCommandInput, "TableName">,
): Promise<Row[]> {
  const { Items = [] } = await client.send(new QueryCommand({ TableName: mapping.table.name, ...query }));
  return Items.map((item) => mapping.rowOf?.([item]) as Row);
}
