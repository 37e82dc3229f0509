import type { PostgresConnection } from "../postgres-connection";

/** A table that is part of a followed one, at any level. */
export interface Partition {
  readonly oid: number;
  /** Whether it was a partition from its start: a table that is attached later has rows that are not in the log. */
  readonly isCreatedAsPartition: boolean;
}

/** The partitions of these tables. */
export async function partitionsOf(
  session: PostgresConnection,
  oids: readonly number[],
): Promise<readonly Partition[]> {
  // The entry of a system column is never written again: it is as old as the table.
  const { rows } = await session.query(
    `SELECT t.relid::oid, a.xmin = i.xmin FROM pg_class root CROSS JOIN LATERAL pg_partition_tree(root.oid) t
     JOIN pg_attribute a ON a.attrelid = t.relid AND a.attname = 'tableoid' AND a.attnum < 0
     JOIN pg_inherits i ON i.inhrelid = t.relid
     WHERE root.oid = ANY($1::oid[]) AND root.relkind = 'p' AND t.relid <> root.oid ORDER BY t.relid::oid`,
    [`{${oids.join(",")}}`],
  );
  return rows.map(([oid, isFromStart]) => ({ oid: Number(oid), isCreatedAsPartition: isFromStart === "t" }));
}

/**
 * The partitions that are known from now on.
 * @returns `undefined` if rows came or went with a partition, without being in the log
 */
export function grown(known: readonly number[], now: readonly Partition[]): readonly number[] | undefined {
  const isGone = known.some((oid) => !now.some((partition) => partition.oid === oid));
  const isAttached = now.some(
    ({ oid, isCreatedAsPartition }) => !isCreatedAsPartition && !known.includes(oid),
  );
  return isGone || isAttached ? undefined : now.map(({ oid }) => oid);
}
