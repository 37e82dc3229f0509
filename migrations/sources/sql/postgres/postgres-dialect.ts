import { messageOf } from "../../../errors";
import type { DatabaseColumn, DatabaseCondition, DatabaseDialect, DatabaseForm } from "../database-dialect";
import { doubleQuoted } from "../sql-names";
import type { PostgresConnection } from "./postgres-connection";
import { baseOf } from "./replication/key-text";
import { typesOf } from "./postgres-types";
import { type Decode, decoderOf, type PostgresType } from "./postgres-value";

/** The server's description of a column. */
export interface PostgresColumn {
  readonly name: string;
  readonly oid: number;
  readonly type: PostgresType | undefined;
  readonly decode: Decode;
  /** The type that a domain narrows, or the type itself. */
  readonly baseOid: number;
  /** Letters that a `character(n)` is padded to. */
  readonly padded?: number;
}

const booleanOid = 16;
const inetOid = 869;
const characterOid = 1042;
/** The modifier of the type is its length and four more. */
const lengthOffset = 4;

/** The FROM clause has the alias `q`. */
export const postgresDialect: DatabaseDialect<PostgresConnection, PostgresColumn, string> = {
  findTable,
  columnsOf,
  formOf,
};

/** A table that needs no schema before its name, or `schema.table`. */
async function findTable(connection: PostgresConnection, wanted: string) {
  const { rows } = await connection.query(
    `SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relname, c.reltuples::numeric,
       c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
       pg_table_is_visible(c.oid), n.nspname || '.' || c.relname,
       format('%I', n.nspname), has_schema_privilege(n.oid, 'USAGE')
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
     ORDER BY c.relname, n.nspname`,
  );
  const visible = rows.filter((row) => row[5] === "t");
  const found = visible.find((row) => row[2] === wanted) ?? rows.find((row) => row[6] === wanted);
  const names = visible.map((row) => row[2] ?? "");
  if (!found) return { table: undefined, names, hint: hiddenTable(rows, wanted) };
  const [oid, name, , estimate, isParent] = found;
  const table = {
    ...{ rows: `${name} AS q`, estimate: Number(estimate), isParent: isParent === "t" },
    key: await primaryKey(connection, oid ?? ""),
    uniqueKeys: () => uniqueKeys(connection, oid ?? ""),
  };
  return { table, names };
}

/** Schema of the table, if it is one that the user may not use, or that the search path does not name. */
function hiddenTable(rows: readonly (readonly (string | null)[])[], wanted: string): string | undefined {
  const sameName = rows.filter((row) => row[2] === wanted);
  const usable = sameName.find((row) => row[8] === "t");
  if (usable) return `name its schema: ${usable[6]}`;
  const schemas = new Set(
    (sameName.length > 0 ? sameName : rows).filter((row) => row[8] === "f").map((row) => row[7]),
  );
  if (schemas.size === 0) return undefined;
  const of =
    sameName.length > 0
      ? `it is in the schema ${[...schemas].join(", ")}`
      : `it may be in ${[...schemas].join(", ")}`;
  return `${of}, which this user may not use: GRANT USAGE ON SCHEMA ${[...schemas].join(", ")} TO the user`;
}

async function uniqueKeys(connection: PostgresConnection, oid: string): Promise<string[][]> {
  const { rows } = await connection.query(
    `SELECT json_agg(a.attname ORDER BY k.place) FROM pg_index i
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
       AND k.place <= i.indnkeyatts
     GROUP BY i.indexrelid HAVING bool_and(a.attnotnull)`,
    [oid],
  );
  return rows.map(([columns]) => JSON.parse(columns ?? "[]") as string[]);
}

async function primaryKey(connection: PostgresConnection, oid: string): Promise<string[]> {
  const { rows } = await connection.query(
    `SELECT a.attname FROM pg_index i
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE i.indrelid = $1::oid AND i.indisprimary AND k.place <= i.indnkeyatts ORDER BY k.place`,
    [oid],
  );
  return rows.map(([name]) => name ?? "");
}

async function columnsOf(connection: PostgresConnection, rows: string): Promise<readonly PostgresColumn[]> {
  const { columns } = await connection.query(`SELECT * FROM ${rows} LIMIT 0`);
  const types = await typesOf(
    connection,
    columns.map(({ dataTypeID }) => dataTypeID),
  );
  return columns.map(({ name, dataTypeID, dataTypeModifier }) => ({
    ...{ name, oid: dataTypeID, type: types.get(dataTypeID), baseOid: baseOf(dataTypeID, types) },
    ...(dataTypeID === characterOid && dataTypeModifier > lengthOffset
      ? { padded: dataTypeModifier - lengthOffset }
      : {}),
    decode: decoderOf(dataTypeID, types, connection.driver.parseArray),
  }));
}

function formOf(
  columns: readonly PostgresColumn[],
  keyColumns: readonly PostgresColumn[],
  isTable: boolean,
): DatabaseForm<string> {
  const keys = keyColumns.map((column) => keyOf(column, isTable));
  const order = keys.map((key) => key.order).join(", ");
  const given = (before: number) =>
    keys.map(({ type }, index) => `$${before + index + 1}::text::${type}`).join(", ");
  const cells = [
    ...columns.map(({ name }) => `q.${doubleQuoted(name)}`),
    ...keys.map(({ name }) => `q.${doubleQuoted(name)}::text`),
  ];
  const isTied = `coalesce(${order} = lag(${order}) OVER (ORDER BY ${order}), false)`;
  return {
    columns: columns.map(columnOf),
    keys,
    afterKey: (values, orAt, parameters = 0) => ({
      sql: `(${order}) ${orAt ? ">=" : ">"} (${given(parameters)})`,
      values,
    }),
    atKeys: (rows) => atKeys(keys, rows),
    ...(isTable ? { cells } : { cells: [...cells, isTied], isTied: (row) => row.at(-1) === "t" }),
  };
}

/** `isTied` is of no use here: it would be computed over the rows that were found. */
function atKeys(
  keys: readonly { readonly order: string; readonly type: string }[],
  rows: readonly (readonly string[])[],
): DatabaseCondition {
  const values = rows.flat();
  const columns = keys.map(({ order }) => order).join(", ");
  const tuples = rows.map((_, row) => {
    const parameters = keys.map(({ type }, index) => `$${row * keys.length + index + 1}::text::${type}`);
    return `(${parameters.join(", ")})`;
  });
  return { sql: `(${columns}) IN (${tuples.join(", ")})`, values };
}

/** What a query returns for a value whose cast to text is this. */
function cellText(text: string, { baseOid: oid, padded = 0 }: PostgresColumn): string {
  if (oid === booleanOid) return text === "true" ? "t" : "f";
  // The cast writes the mask of a single address too.
  if (oid === inetOid) return text.replace(text.includes(":") ? /\/128$/ : /\/32$/, "");
  return text + " ".repeat(Math.max(0, padded - [...text].length));
}

/** `type` is the type that a value is cast to, so that it can be compared with the column. */
function keyOf(column: PostgresColumn, isTable: boolean) {
  const { name, type, decode } = column;
  const key = {
    ...{ name, toText: (text: string) => text },
    decodeText: (text: string) => decode(cellText(text, column)),
  };
  // Only equal texts are taken for one, whatever the collation.
  if (type?.isCollated && !isTable)
    return { ...key, order: `q.${doubleQuoted(name)}::text COLLATE "C"`, type: "text" };
  return { ...key, order: `q.${doubleQuoted(name)}`, type: type?.name ?? "text" };
}

function columnOf(column: PostgresColumn): DatabaseColumn<string> & { readonly type: string } {
  const { name, oid, type: { name: type = String(oid) } = {} } = column;
  const decode: Decode = (text) => {
    try {
      return column.decode(text);
    } catch (cause) {
      throw new Error(`${name} (${type}): ${messageOf(cause)}`, { cause });
    }
  };
  return { name, type, decode };
}
