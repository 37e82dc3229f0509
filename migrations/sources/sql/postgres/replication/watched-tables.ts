import type { PostgresConnection } from "../postgres-connection";
import { layoutsOf, type TableLayout } from "./table-layout";
import type { WatchedRows } from "./watched-rows";

/** A table of the log that is followed: a followed table itself, or a partition of one. */
export interface WatchedTable {
  readonly layout: TableLayout;
  readonly rows: readonly WatchedRows[];
}

/** The followed tables by their ids. Partitions are in the log under their own names. */
export class WatchedTables {
  private readonly known = new Map<number, WatchedTable | undefined>();

  /** @param ask with a session that is free while the log is read */
  constructor(
    rows: readonly WatchedRows[],
    private readonly ask: <Result>(step: (session: PostgresConnection) => Promise<Result>) => Promise<Result>,
  ) {
    for (const one of rows) {
      const { table } = one;
      const others = this.known.get(table.oid)?.rows ?? [];
      this.known.set(table.oid, { layout: table, rows: [...others, one] });
    }
  }

  /** @returns `undefined` if the table is not followed */
  async rowsOf(oid: number): Promise<WatchedTable | undefined> {
    if (!this.known.has(oid)) this.known.set(oid, await this.partition(oid));
    return this.known.get(oid);
  }

  private partition(oid: number): Promise<WatchedTable | undefined> {
    return this.ask(async (session) => {
      const { rows } = await session.query("SELECT pg_partition_root($1::oid)::oid", [String(oid)]);
      const root = this.known.get(Number(rows[0]?.[0]));
      const [layout] = root ? await layoutsOf(session, [oid]) : [];
      return root && layout && { layout, rows: root.rows };
    });
  }
}
