import type { PostgresConnection } from "../postgres-connection";
import { layoutsOf, type TableLayout } from "./table-layout";

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
    version: [oid, isWhole ? "whole" : "partly", ...tables.map(([entry, table]) => `${table}:${entry}`)].join(
      " ",
    ),
    isWhole,
  };
}

/** Whether all changes of these tables were sent between two versions of a publication. @param oids of the tables */
export function isSameFor(oids: readonly number[], one: string, other: string): boolean {
  const [ours, theirs] = [one, other].map((version) => version.split(" ")) as [string[], string[]];
  const isSame = (part: string | undefined) => part !== undefined && theirs.includes(part);
  const entryOf = (oid: number) => ours.slice(2).find((entry) => entry.startsWith(`${oid}:`));
  return ours[0] === theirs[0] && ours[1] === theirs[1] && oids.every((oid) => isSame(entryOf(oid)));
}

/** A version in which the entries of these tables are those of another one. */
export function withEntries(version: string, oids: readonly number[], other = ""): string {
  const isOwn = (entry: string) => oids.includes(Number(entry.split(":")[0]));
  const [oid = "", whole = "", ...entries] = version.split(" ");
  const [, , ...others] = other.split(" ");
  return [oid, whole, ...entries.filter((entry) => !isOwn(entry)), ...others.filter(isOwn)].join(" ");
}

/**
 * Lets a publication have these tables, and no others. The entries of those that it has stay as they are.
 * @returns whether it had not all of them
 */
export async function setTables(
  session: PostgresConnection,
  name: string,
  tables: readonly TableLayout[],
): Promise<boolean> {
  const { oids = [] } = (await findPublication(session, name)) ?? {};
  const added = tables.filter(({ oid }) => !oids.includes(oid));
  const others = await layoutsOf(
    session,
    oids.filter((oid) => !tables.some((table) => table.oid === oid)),
  );
  const list = (some: readonly TableLayout[]) => some.map(({ sql }) => sql).join(", ");
  if (added.length > 0) await session.query(`ALTER PUBLICATION ${name} ADD TABLE ${list(added)}`);
  if (others.length > 0) await session.query(`ALTER PUBLICATION ${name} DROP TABLE ${list(others)}`);
  return added.length > 0;
}

/**
 * The statement that makes the publication. Partitions come under their own names: with `publish_via_partition_root`,
 * TRUNCATE of one partition would not be in the log.
 */
export function createPublication(name: string, tables: readonly TableLayout[]): string {
  const list = [...new Set(tables.map(({ sql }) => sql))].sort().join(", ");
  return `CREATE PUBLICATION ${name} FOR TABLE ${list} WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false)`;
}
