import type { PostgresConnection } from "../postgres-connection";
import type { TableLayout } from "./table-layout";

/** The tables whose changes a slot sends, and that it sends all of them. */
export interface PublicationState {
  readonly tables: readonly string[];
  /** Tables by their ids; partitions are not listed. */
  readonly oids: readonly number[];
  /** Is another one after any change: while a table was missing in it, its changes were not sent. */
  readonly version: string;
  /** Whether it has inserts, updates, deletes and TRUNCATE, of all rows, and partitions by their own names. */
  readonly isWhole: boolean;
}

/** @returns `undefined` if there is no such publication */
export async function findPublication(
  session: PostgresConnection,
  name: string,
): Promise<PublicationState | undefined> {
  const { rows } = await session.query(
    `SELECT p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate AND NOT p.pubviaroot AND NOT p.puballtables,
       p.oid,
       coalesce((SELECT json_agg(json_build_array(r.oid::bigint, c.oid::bigint, n.nspname || '.' || c.relname,
           coalesce(to_jsonb(r) ->> 'prqual', to_jsonb(r) ->> 'prattrs')) ORDER BY c.oid)
         FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid
         JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = p.oid), '[]')
     FROM pg_publication p WHERE p.pubname = $1`,
    [name],
  );
  if (!rows[0]) return undefined;
  const [isComplete, oid, list] = rows[0];
  const tables = JSON.parse(list ?? "[]") as [
    entry: number,
    oid: number,
    shown: string,
    filter: string | null,
  ][];
  const isWhole = isComplete === "t" && tables.every(([, , , filter]) => filter === null);
  return {
    tables: tables.map(([, , shown]) => shown),
    oids: tables.map(([, table]) => table),
    version: [oid, ...(isWhole ? [] : ["partly"]), ...tables.map(([entry]) => entry)].join(" "),
    isWhole,
  };
}

/** Whether it has these tables, and no others. */
export function covers({ oids, isWhole }: PublicationState, tables: readonly TableLayout[]): boolean {
  return isWhole && oids.length === tables.length && tables.every(({ oid }) => oids.includes(oid));
}

/**
 * The statement that makes the publication. Partitions come under their own names: with `publish_via_partition_root`,
 * TRUNCATE of one partition would not be in the log.
 */
export function createPublication(name: string, tables: readonly TableLayout[]): string {
  const list = [...new Set(tables.map(({ sql }) => sql))].sort().join(", ");
  return `CREATE PUBLICATION ${name} FOR TABLE ${list} WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false)`;
}
