import type { PostgresConnection } from "./postgres-connection";
import type { PostgresType } from "./postgres-value";

/** Looks up types, those of the members of arrays and those that domains narrow included. */
export async function typesOf(
  connection: PostgresConnection,
  oids: readonly number[],
): Promise<ReadonlyMap<number, PostgresType>> {
  const { rows } = await connection.query(
    `WITH RECURSIVE wanted(oid) AS (
       SELECT unnest($1::oid[])
       UNION SELECT unnest(ARRAY[t.typbasetype, t.typelem]) FROM wanted JOIN pg_type t USING (oid)
     )
     SELECT t.oid, format_type(t.oid, -1), nullif(t.typbasetype, 0),
       CASE WHEN t.typinput = 'array_in'::regproc THEN t.typelem END, t.typcollation <> 0
     FROM wanted JOIN pg_type t USING (oid)`,
    [`{${oids.join(",")}}`],
  );
  const numberOrNone = (text: string | null | undefined) => (text ? Number(text) : undefined);
  return new Map(
    rows.map(([oid, name, base, member, isCollated]) => [
      Number(oid),
      {
        ...{ oid: Number(oid), name: name ?? "", isCollated: isCollated === "t" },
        ...{ base: numberOrNone(base), member: numberOrNone(member) },
      },
    ]),
  );
}
