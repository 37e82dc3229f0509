import { canonicalNumber } from "../items/number-text";
import { isRowObject, type RowObject, type RowValue, typeName } from "../items/row";
import type { ColumnKind, SchemaColumn, SchemaTable } from "../sources/source-schema";
import type { KeyedTable } from "./keyed-table";
import type { SkippedTable } from "./scaffold";

/** The first rows of a file. */
export interface SampledFile {
  /** The entity's name, such as `users` for `users.csv.gz`. */
  readonly name: string;
  readonly from: Readonly<Record<string, unknown>>;
  readonly rows: readonly RowValue[];
  /** Whether cells are text of which the type is to be told. */
  readonly isCsv: boolean;
}

/** The table that the first rows of a file show, or why they show none. */
export function inferTable({ name, from, rows, isCsv }: SampledFile): KeyedTable | SkippedTable {
  const objects = rows.filter((row): row is RowObject => isRowObject(row));
  if (objects.length === 0) return { name, why: "it has no rows" };
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  const columns = names.map((column) => inferColumn(column, objects, isCsv));
  const key = keyOf(name, columns, objects);
  if (!key)
    return {
      name,
      why: "no column and no pair of id columns is unique and never null in the rows that were read",
    };
  const table: SchemaTable = {
    name,
    columns,
    primaryKey: key,
    unique: [],
    references: [],
    rows: objects.length,
  };
  const typed = columns.filter(({ kind }) => isCsv && kind === "number");
  const types = Object.fromEntries(typed.map((column) => [column.name, "number"]));
  return {
    ...{ table, key, from: { ...from, ...(typed.length > 0 && { columns: types }) } },
    comment: `key: ${key.join(", ")} is unique in the first ${objects.length.toLocaleString("en")} rows`,
  };
}

function inferColumn(name: string, rows: readonly RowObject[], isCsv: boolean): SchemaColumn {
  const values = rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null));
  const present = values.filter((value) => value !== null && value !== undefined);
  const kinds = new Set(present.map((value) => (isCsv ? cellKind(value) : kindOf(value))));
  const [only = "text"] = kinds;
  const kind = kinds.size > 1 ? (isCsv ? "text" : "mixed") : only;
  return { name, kind, type: kind, isNullable: present.length < values.length };
}

/** Numbers with leading zeros, as postal codes have, stay text. */
const plainNumber = /^-?(0|[1-9]\d{0,37})(\.\d{1,20})?$/;

function cellKind(value: RowValue): ColumnKind {
  return typeof value === "string" && plainNumber.test(value) && value.length <= 38 ? "number" : "text";
}

function kindOf(value: RowValue): ColumnKind {
  const type = typeName(value);
  if (type === "string") return "text";
  if (type === "number" || type === "boolean" || type === "binary") return type;
  return type === "date" ? "date" : "document";
}

/** One column that identifies rows, by its name if possible; otherwise two columns of ids. */
function keyOf(
  name: string,
  columns: readonly SchemaColumn[],
  rows: readonly RowObject[],
): string[] | undefined {
  const usable = columns.filter(
    ({ isNullable, kind }) => !isNullable && (kind === "text" || kind === "number"),
  );
  const names = usable.map((column) => column.name).toSorted((a, b) => rank(a, name) - rank(b, name));
  const single = names.find((one) => isUnique([one], rows));
  if (single !== undefined) return [single];
  const ids = names.filter((one) => rank(one, name) < otherRank);
  const pairs = ids.flatMap((one, index) => ids.slice(index + 1).map((other) => [one, other]));
  return pairs.find((pair) => isUnique(pair, rows));
}

const otherRank = 3;

function rank(column: string, table: string): number {
  const plain = plainName(column);
  if (["id", "uuid", "key", "code"].includes(plain)) return 0;
  if (plain === `${singular(plainName(table))}id`) return 1;
  return /id$/i.test(column) ? 2 : otherRank;
}

/** A name in lower case, without all but letters and digits. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function singular(name: string): string {
  return name.replace(/ies$/, "y").replace(/s$/, "");
}

function isUnique(names: readonly string[], rows: readonly RowObject[]): boolean {
  const keys = new Set<string>();
  for (const row of rows) {
    const values = names.map((name) => row[name]);
    if (values.includes("")) return false;
    keys.add(JSON.stringify(values.map((value) => [typeof value, canonicalText(value)])));
  }
  return keys.size === rows.length;
}

function canonicalText(value: RowValue): string {
  const text = typeof value === "string" ? value : `${value as number}`;
  return (typeof value === "string" ? undefined : canonicalNumber(text)) ?? text;
}

/** The same tables with the foreign keys that names of columns show: `customer_id` refers to the key of `customers`. */
export function withReferences(found: readonly (KeyedTable | SkippedTable)[]): (KeyedTable | SkippedTable)[] {
  const keyed = found.filter((one): one is KeyedTable => "table" in one);
  return found.map((one) => {
    if (!("table" in one)) return one;
    const references = one.table.columns.flatMap((column) => {
      const other = keyed.find((candidate) => candidate !== one && refersTo(column, candidate));
      return other ? [{ columns: [column.name], table: other.table.name, to: other.key }] : [];
    });
    return { ...one, table: { ...one.table, references } };
  });
}

function refersTo({ name, kind }: SchemaColumn, { table, key }: KeyedTable): boolean {
  const plain = plainName(name);
  const wanted = singular(plainName(table.name));
  const target = table.columns.find((column) => column.name === key[0]);
  return key.length === 1 && target?.kind === kind && (plain === `${wanted}id` || plain === `${wanted}code`);
}
