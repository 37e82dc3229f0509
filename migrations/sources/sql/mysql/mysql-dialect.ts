import { messageOf } from "../../../errors";
import { groupBy } from "../../../items/group-by";
import type { DatabaseColumn, DatabaseDialect, DatabaseForm, DatabaseTable } from "../database-dialect";
import { backQuoted } from "../sql-names";
import type { MysqlConnection } from "./mysql-connection";
import { afterKey, atKeys, queryKey, quoteText, tableKey } from "./mysql-key";
import { kindOf, type MysqlColumn, type MysqlKind, mysqlValue } from "./mysql-value";

export const mysqlDialect: DatabaseDialect<MysqlConnection, MysqlColumn, Buffer> = {
  findTable,
  columnsOf,
  formOf,
};

/** A table of the connection's database, or `database.table`. */
async function findTable(connection: MysqlConnection, wanted: string) {
  const tables = (schema: string) =>
    texts(
      connection,
      `SELECT table_name FROM information_schema.tables WHERE table_schema = ${schema} ORDER BY 1`,
    );
  const names = await tables("DATABASE()");
  if (names.includes(wanted)) {
    const [schema = ""] = await texts(connection, "SELECT DATABASE()");
    return { table: await describeTable(connection, schema, wanted), names };
  }
  const [schema = "", ...rest] = wanted.split(".");
  const name = rest.join(".");
  const isThere = name !== "" && (await tables(quoteText(schema))).includes(name);
  return { table: isThere ? await describeTable(connection, schema, name) : undefined, names };
}

async function describeTable(
  connection: MysqlConnection,
  schema: string,
  name: string,
): Promise<DatabaseTable> {
  const isIt = `table_schema = ${quoteText(schema)} AND table_name = ${quoteText(name)}`;
  const key = await texts(
    connection,
    `SELECT column_name FROM information_schema.key_column_usage
     WHERE constraint_name = 'PRIMARY' AND ${isIt} ORDER BY ordinal_position`,
  );
  const columns = await texts(
    connection,
    `SELECT column_name FROM information_schema.columns WHERE ${isIt} ORDER BY ordinal_position`,
  );
  const [estimate] = await texts(
    connection,
    `SELECT table_rows FROM information_schema.tables WHERE ${isIt}`,
  );
  return {
    rows: `${backQuoted(schema)}.${backQuoted(name)}`,
    // WITH SYSTEM VERSIONING adds to the key the end of a row's time, which is no column, and one for all current rows.
    key: key.filter((one) => columns.includes(one)),
    columns,
    uniqueKeys: () => uniqueKeys(connection, isIt),
    estimate: Number(estimate),
  };
}

/** An expression of an index has no column; a column with a prefix is unique all the same. */
async function uniqueKeys(connection: MysqlConnection, isIt: string): Promise<string[][]> {
  const { rows } = await connection.query(
    `SELECT index_name, column_name, nullable FROM information_schema.statistics
     WHERE non_unique = 0 AND ${isIt} ORDER BY index_name, seq_in_index`,
  );
  const keys = [...groupBy(rows, ([index]) => String(index)).values()];
  return keys
    .map((parts) =>
      parts.map(([, column, nullable]) =>
        column != null && nullable?.toString("utf8") !== "YES" ? column.toString("utf8") : undefined,
      ),
    )
    .filter((columns): columns is string[] => !columns.includes(undefined));
}

/** `SELECT *` has no invisible columns, but is refused if the user may not read one of the others. */
async function columnsOf(
  connection: MysqlConnection,
  rows: string,
  names?: readonly string[],
): Promise<readonly MysqlColumn[]> {
  const { columns } = await connection.query(`SELECT * FROM ${rows} LIMIT 0`);
  if (names === undefined) return columns;
  const all =
    names.length === columns.length
      ? columns
      : (await connection.query(`SELECT ${names.map(backQuoted).join(", ")} FROM ${rows} LIMIT 0`)).columns;
  if (!all.some((column) => kindOf(column) === "choice")) return all;
  const labels = await labelsOf(connection, rows);
  return all.map((column) => ({ ...column, ...labelsIn(labels, column.name) }));
}

function labelsIn(labels: ReadonlyMap<string, readonly string[]>, name: string) {
  const found = labels.get(name);
  return found ? { labels: found } : {};
}

/** The labels of the ENUM and SET columns of a table, as `SHOW COLUMNS` lists them: `enum('a','it''s')`. */
async function labelsOf(connection: MysqlConnection, rows: string): Promise<Map<string, readonly string[]>> {
  const { rows: found } = await connection.query(`SHOW COLUMNS FROM ${rows}`);
  return new Map(
    found.flatMap(([name, type]): [string, readonly string[]][] => {
      const text = type?.toString("utf8") ?? "";
      if (!/^(enum|set)\(/.test(text)) return [];
      const labels = [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = ""]) =>
        label.replaceAll("''", "'"),
      );
      return [[name?.toString("utf8") ?? "", labels]];
    }),
  );
}

function formOf(
  columns: readonly MysqlColumn[],
  keyColumns: readonly MysqlColumn[],
  isTable: boolean,
): DatabaseForm<Buffer> {
  const keys = keyColumns.map(isTable ? tableKey : queryKey);
  return {
    columns: columns.map(columnOf),
    keys,
    cells: [...columns.map(cellOf), ...keys.map((key) => key.read)],
    afterKey: (values, orAt) => {
      const sql = afterKey(keys, values, orAt);
      return sql === undefined ? undefined : { sql };
    },
    atKeys: (rows) => {
      const sql = atKeys(keys, rows);
      return sql === undefined ? undefined : { sql };
    },
  };
}

function columnOf(column: MysqlColumn): DatabaseColumn<Buffer> & { readonly kind: MysqlKind } {
  const kind = kindOf(column);
  const decode = (cell: Buffer) => {
    try {
      return mysqlValue(cell, kind);
    } catch (cause) {
      throw new Error(`a column that should hold JSON does not: ${messageOf(cause)}`, { cause });
    }
  };
  return { name: column.name, kind, decode };
}

/** As the server writes it, a FLOAT has six digits of the eight or nine that it holds. */
function cellOf(column: MysqlColumn): string {
  const name = backQuoted(column.name);
  return kindOf(column) === "float" ? `${name} + 0e0` : name;
}

async function texts(connection: MysqlConnection, sql: string): Promise<string[]> {
  return (await connection.query(sql)).rows.map(([cell]) => cell?.toString("utf8") ?? "");
}
