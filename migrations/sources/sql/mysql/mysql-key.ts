import { exactNumber } from "../../../items/exact-number";
import type { RowValue } from "../../../items/row";
import type { DatabaseKey } from "../database-dialect";
import { backQuoted } from "../sql-names";
import { isSet, kindOf, type MysqlColumn, type MysqlKind, mysqlValue } from "./mysql-value";

/** A column that rows are ordered by. */
export interface MysqlKey extends DatabaseKey<Buffer> {
  /** The expressions to compare with values, in the same order. */
  readonly compare: string;
  /** The expression to compare for equality, which uses the index, and the value to compare it with. */
  readonly equal: string;
  readonly toEqualSql: (text: string) => string | undefined;
  /** Expression that reads the value. */
  readonly read: string;
  /** The value as SQL. `undefined` for a text that no such column can have given. */
  readonly toSql: (text: string) => string | undefined;
}

/**
 * The key of a table, whose primary key is unique in the column's own collation, so that its order is whole: it
 * treats `a`, `A` and `a ` as one where the key does.
 */
export function tableKey(column: MysqlColumn): MysqlKey {
  const key = orderKey(column);
  return { ...key, toEqualSql: key.toSql };
}

function orderKey(column: MysqlColumn): Omit<MysqlKey, "toEqualSql"> {
  const kind = kindOf(column);
  const name = backQuoted(column.name);
  const plain = {
    ...{ name: column.name, order: name, compare: name, equal: name, read: name, toText: asText },
    decodeText: (text: string) => mysqlValue(Buffer.from(text), kind),
  };
  switch (kind) {
    case "number":
    case "date":
    case "time":
    case "moment":
    case "utc":
      return { ...plain, toSql: (text) => checked(text, column.columnType === doubleType ? "float" : kind) };
    case "float":
      return { ...plain, read: `${name} + 0e0`, toSql: (text) => checked(text, kind) };
    // ENUM columns are ordered by number, but would be compared with a text by their letters.
    case "choice":
    case "bit":
      return {
        ...plain,
        compare: `(${name} + 0)`,
        read: `${name} + 0`,
        decodeText: (text) => (kind === "bit" ? exactNumber(text) : labelAt(column, text)),
        toSql: (text) => checked(text, "number"),
      };
    case "binary":
      return {
        ...plain,
        toText: asHex,
        decodeText: (text) => new Uint8Array(Buffer.from(text, "hex")),
        toSql: (text) => (/^([\da-f]{2})*$/.test(text) ? `x'${text}'` : undefined),
      };
    default:
      return { ...plain, toSql: (text) => `_utf8mb4 x'${hex(text)}'` };
  }
}

/** The key of a query. What it gives as text is ordered by its bytes, so that only equal texts are taken for one. */
export function queryKey(column: MysqlColumn): MysqlKey {
  const key = tableKey(column);
  const kind = kindOf(column);
  if (kind !== "text" && kind !== "json") return key;
  const bytes = `CAST(CONVERT(${backQuoted(column.name)} USING utf8mb4) AS BINARY)`;
  const ordered = { ...key, order: bytes, compare: bytes, toSql: (text: string) => `x'${hex(text)}'` };
  return kind === "text" ? ordered : { ...ordered, equal: bytes, toEqualSql: ordered.toSql };
}

/**
 * The condition for the rows at any of these keys, in a form that MySQL and MariaDB look up in the index.
 * @returns `undefined` if the values of one cannot come from such a key
 */
export function atKeys(keys: readonly MysqlKey[], rows: readonly (readonly string[])[]): string | undefined {
  const values = rows.map((row) => keys.map((key, index) => key.toEqualSql(row[index] ?? "")));
  if (values.flat().includes(undefined)) return undefined;
  if (keys.length === 1) return `${keys[0]?.equal} IN (${values.join(", ")})`;
  const isAt = (row: readonly (string | undefined)[]) =>
    keys.map((key, index) => `${key.equal} = ${row[index]}`).join(" AND ");
  return values.map((row) => `(${isAt(row)})`).join(" OR ");
}

/** The condition for the rows after a key. @returns `undefined` if the values cannot come from such a key */
export function afterKey(
  keys: readonly MysqlKey[],
  values: readonly string[],
  orAt = false,
): string | undefined {
  const [key, ...others] = keys;
  const value = key?.toSql(values[0] ?? "");
  if (key === undefined || value === undefined) return undefined;
  if (others.length === 0) return `${key.compare} ${orAt ? ">=" : ">"} ${value}`;
  const rest = afterKey(others, values.slice(1), orAt);
  // The first condition alone would do, but only the other one is looked up in the index.
  return rest && `${key.compare} >= ${value} AND (${key.compare} > ${value} OR (${rest}))`;
}

export function quoteText(text: string): string {
  return `_utf8mb4 x'${hex(text)}'`;
}

const doubleType = 5;

/** The label of an ENUM by its number, or those of a SET by the sum of their bits. */
function labelAt(column: MysqlColumn, text: string): RowValue {
  const { labels } = column;
  if (labels === undefined) throw new Error(`${column.name} is an ENUM or SET of a query; select it as CHAR`);
  if (!isSet(column)) return labels[Number(text) - 1] ?? "";
  const bits = BigInt(text);
  return labels.filter((_, index) => (bits >> BigInt(index)) & 1n).join(",");
}

function checked(text: string, kind: MysqlKind): string | undefined {
  if (kind === "number") return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
  if (kind !== "float") return /^[-\d :.]+$/.test(text) ? `'${text}'` : undefined;
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) return undefined;
  return text.includes("e") ? text : `${text}e0`;
}

function asText(cell: Buffer): string {
  return cell.toString("utf8");
}

function asHex(cell: Buffer): string {
  return cell.toString("hex");
}

function hex(text: string): string {
  return Buffer.from(text, "utf8").toString("hex");
}
