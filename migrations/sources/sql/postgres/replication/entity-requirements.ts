import type { LogProblem } from "../../../change-log";
import type { PostgresConnection } from "../postgres-connection";
import { typesOf } from "../postgres-types";
import { baseOf, knownCasts } from "./key-text";
import type { ReplicationContext } from "./replication-context";
import type { WatchedRows } from "./watched-rows";

/** Types whose values have the same text in each. */
const alike: readonly (readonly number[])[] = [
  [20, 21, 23], // bigint, smallint, integer
  [19, 25, 1043], // name, text, varchar
];

/** Requirements of the keys of entities: the log must have them, in the text that a reading returns. */
export async function entityProblems(
  session: PostgresConnection,
  { watched, rows }: ReplicationContext,
): Promise<readonly LogProblem[]> {
  const problems: LogProblem[] = [];
  for (const { entity, from } of watched)
    if (from.query !== undefined && Object.keys(from.tables ?? {}).length === 0)
      problems.push({
        entity,
        message: `${entity} is a query without tables, so its changes are not followed; name the tables that it reads, and the column of each that holds its key, as in tables: { orders: ${from.key} }`,
      });
  for (const one of rows)
    for (const message of [...keyProblem(one), ...(await castProblem(session, one))])
      problems.push({ entity: one.entity, message });
  return problems;
}

function keyProblem({ table, keyColumns, types, entity }: WatchedRows): readonly string[] {
  const { shown, sql, generated, columns, identity } = table;
  if (keyColumns.length === 0)
    return [
      `${shown} has no primary key, which its rows are found by; ALTER TABLE ${sql} ADD PRIMARY KEY (...)`,
    ];
  const computed = keyColumns.find((name) => generated.includes(name));
  if (computed !== undefined)
    return [
      `${shown}.${computed} is a generated column, which is not in the log; use a key of columns that are stored by the application`,
    ];
  const missing = keyColumns.find((name) => !columns.some((column) => column.name === name));
  if (missing !== undefined)
    return [
      `${shown} has no column "${missing}"; correct tables of ${entity}: it must name the column that holds the query's key`,
    ];
  const hidden = keyColumns.find((name) => !identity.includes(name));
  if (hidden !== undefined && (types !== undefined || identity.length > 0))
    return [
      `${shown}.${hidden} is not part of the replica identity, so that the log does not say which row an update or delete concerned; ALTER TABLE ${sql} REPLICA IDENTITY FULL`,
    ];
  const { key, column } = types ?? {};
  if (key === column || alike.some((group) => [key, column].every((oid) => group.includes(oid ?? 0))))
    return [];
  return [
    `${shown}.${keyColumns[0]} has another type than the key of the query of ${entity}, so that its values are written in another way; cast the key in the query to the type of the column`,
  ];
}

/** A type with its own function for `::text` may have another text in the log. */
async function castProblem(
  session: PostgresConnection,
  { table, keyColumns }: WatchedRows,
): Promise<readonly string[]> {
  const oids = table.columns.filter(({ name }) => keyColumns.includes(name)).map(({ typeOid }) => typeOid);
  const types = await typesOf(session, oids);
  const { rows } = await session.query(
    `SELECT format_type(castsource, -1) FROM pg_cast WHERE casttarget = 'text'::regtype AND castmethod = 'f'
       AND castsource = ANY($1::oid[]) AND NOT castsource = ANY($2::oid[])`,
    [`{${oids.map((oid) => baseOf(oid, types)).join(",")}}`, `{${knownCasts.join(",")}}`],
  );
  return rows.map(
    ([type]) =>
      `${table.shown} has a key of type ${type}, whose cast to text is a function, so that its text in the log may differ; follow a query whose key is the column cast to another type`,
  );
}
