import { createHash } from "node:crypto";
import type { PostgresConnection } from "../postgres-connection";

/** A column whose values are in the log. */
export interface LayoutColumn {
  readonly name: string;
  readonly typeOid: number;
  readonly typeModifier: number;
}

/** A table as the log's rows of it are read. */
export interface TableLayout {
  readonly oid: number;
  /** `public.users`, for messages. */
  readonly shown: string;
  /** Its name with its schema, quoted. */
  readonly sql: string;
  /** `r` table, `p` partitioned, `v` view, `m` materialized view, `f` foreign. */
  readonly kind: string;
  /** `p` permanent, `u` unlogged, `t` temporary. */
  readonly persistence: string;
  /** `d` default, `n` nothing, `f` full, `i` index. */
  readonly replicaIdentity: string;
  /** Whether this user may publish it. */
  readonly isOwned: boolean;
  readonly columns: readonly LayoutColumn[];
  /** Columns that the server computes; they are not in the log. */
  readonly generated: readonly string[];
  readonly primaryKey: readonly string[];
  /** Columns of the old row in the log. Empty if the log has none, so that updates of a published table fail. */
  readonly identity: readonly string[];
}

/** Types whose maximum length is not part of a value: `varchar`, `varbit`, and arrays of these. */
export const lengthOnlyTypes: readonly number[] = [1043, 1562, 1015, 1563];

const indexColumns = (index: string) =>
  `(SELECT coalesce(json_agg(a.attname ORDER BY k.place), '[]') FROM pg_index i
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indrelid = c.oid AND k.place <= i.indnkeyatts AND ${index})`;

const layoutSql = `
  SELECT c.oid, n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname), c.relkind, c.relpersistence,
    c.relreplident, pg_has_role(c.relowner, 'USAGE'),
    (SELECT coalesce(json_agg(json_build_array(a.attname, a.atttypid::bigint,
        CASE WHEN a.atttypid IN (${lengthOnlyTypes.join(", ")}) THEN -1 ELSE a.atttypmod END, a.attgenerated <> '') ORDER BY a.attnum), '[]')
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    ${indexColumns("i.indisprimary")},
    ${indexColumns("i.indexrelid = pg_get_replica_identity_index(c.oid)")}
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`;

/** The tables with these ids that exist, in the order of their ids. */
export async function layoutsOf(
  session: PostgresConnection,
  oids: readonly number[],
): Promise<readonly TableLayout[]> {
  const sql = `${layoutSql} WHERE c.oid = ANY($1::oid[]) ORDER BY c.oid`;
  const { rows } = await session.query(sql, [`{${oids.join(",")}}`]);
  return rows.map(layoutFrom);
}

/** A table that needs no schema before its name, or `schema.table`. */
export async function findLayout(
  session: PostgresConnection,
  wanted: string,
): Promise<TableLayout | undefined> {
  const sql = `${layoutSql}
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND (c.relname = $1 AND pg_table_is_visible(c.oid) OR n.nspname || '.' || c.relname = $1)
    ORDER BY c.relname = $1 AND pg_table_is_visible(c.oid) DESC LIMIT 1`;
  const { rows } = await session.query(sql, [wanted]);
  return rows.map(layoutFrom)[0];
}

/** For each table, its id and a digest that changes whenever its rows may be read from the log in another way. */
export function layoutDigest(layouts: readonly TableLayout[]): string {
  return [...layouts]
    .sort((one, other) => one.oid - other.oid)
    .map((layout) => `${layout.oid}:${tableDigest(layout)}`)
    .join(" ");
}

/** A digest in which these tables are as they are in another one. */
export function withLayouts(digest: string, oids: readonly number[], other: string): string {
  const partsOf = (text: string, isWanted: (oid: number) => boolean) =>
    text.split(" ").filter((part) => part !== "" && isWanted(Number(part.split(":")[0])));
  const isTheirs = (oid: number) => oids.includes(oid);
  return [...partsOf(digest, (oid) => !isTheirs(oid)), ...partsOf(other, isTheirs)].join(" ");
}

/** The ids of the tables that are not the same in two digests, or are in one of them only. */
export function changedIn(one: string, other: string): readonly number[] {
  const [ours, theirs] = [one, other].map((digest) => new Set(digest.split(" "))) as [
    Set<string>,
    Set<string>,
  ];
  const changed = [...ours, ...theirs].filter((part) => !ours.has(part) || !theirs.has(part));
  return [...new Set(changed.map((part) => Number(part.split(":")[0])))];
}

function tableDigest({ oid, sql, replicaIdentity, columns, generated, primaryKey, identity }: TableLayout) {
  const parts = [
    ...[oid, sql, replicaIdentity, generated, primaryKey, identity],
    columns.map(({ name, typeOid, typeModifier }) => [name, typeOid, typeModifier]),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

function layoutFrom(row: readonly (string | null)[]): TableLayout {
  const [oid, shown, sql, kind, persistence, replicaIdentity, isOwned, columns, primaryKey, index] =
    row as string[] as [string, string, string, string, string, string, string, string, string, string];
  const all = JSON.parse(columns) as [
    name: string,
    typeOid: number,
    typeModifier: number,
    generated: boolean,
  ][];
  const logged = all
    .filter(([, , , isGenerated]) => !isGenerated)
    .map(([name, typeOid, typeModifier]) => ({ name, typeOid, typeModifier }));
  return {
    ...{ oid: Number(oid), shown, sql, kind, persistence, replicaIdentity, isOwned: isOwned === "t" },
    columns: logged,
    generated: all.filter(([, , , isGenerated]) => isGenerated).map(([name]) => name),
    primaryKey: JSON.parse(primaryKey) as string[],
    identity: replicaIdentity === "f" ? logged.map(({ name }) => name) : (JSON.parse(index) as string[]),
  };
}
