import type { SchemaTable } from "../sources/source-schema";
import { columnsNamed, keyAttribute, keyText, textOf } from "./column-expression";
import { entityComments } from "./entity-comments";
import type { KeyedTable } from "./keyed-table";
import { freeName, identifiers, pascalCase } from "./names";
import type { Scaffold, ScaffoldEntity, ScaffoldIndex, ScaffoldKey, ScaffoldTable } from "./scaffold";

/** A table's global secondary indexes that DynamoDB allows: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const maxIndexes = 20;

/** One DynamoDB table for each table of the source, with its key, and an index for each unique key and foreign key. */
export function tablePerTable(keyed: readonly KeyedTable[]): Omit<Scaffold, "skipped"> {
  const ids = identifiers(keyed.map(({ table }) => table.name));
  const designed = keyed.map((one) => designOne(one, ids.get(one.table.name) as string));
  return { tables: designed.map((one) => one.table), entities: designed.map((one) => one.entity) };
}

function designOne(one: KeyedTable, id: string): { table: ScaffoldTable; entity: ScaffoldEntity } {
  const { table } = one;
  const { keys, item } = keysOf(one);
  const indexes = indexesOf(
    table,
    keys.map(({ name }) => name),
  );
  const [partitionKey, sortKey] = keys as [ScaffoldKey, ScaffoldKey?];
  const isNullable = indexes.some((index) => mayBeNull(table, index));
  const omitted = isNullable ? ["omitNull: an index key that is null would reject the item"] : [];
  return {
    table: { id, partitionKey, ...(sortKey && { sortKey }), indexes, comments: [`from ${table.name}`] },
    entity: {
      ...{ name: id, from: one.from, to: id, omitNull: isNullable, ...(item && { item }) },
      comments: [...entityComments(one), ...omitted],
    },
  };
}

/** The key attributes, and those that the row does not have as they must be. */
function keysOf({ table, key }: KeyedTable): { keys: ScaffoldKey[]; item?: Record<string, string> } {
  const [first, ...others] = columnsNamed(table, key);
  if (!first) throw new Error(`${table.name} has no key`);
  const item: Record<string, string> = {};
  const attribute = (column: typeof first): ScaffoldKey => {
    const found = keyAttribute(column);
    if (found) return found;
    item[column.name] = `\${${textOf(column)}}`;
    return { name: column.name, type: "S" };
  };
  const keys = [attribute(first)];
  const [second] = others;
  if (second && others.length === 1) keys.push(attribute(second));
  if (others.length > 1) {
    const name = freeName("sortKey", new Set(table.columns.map((column) => column.name)));
    item[name] = keyText("", others).slice(1);
    keys.push({ name, type: "S" });
  }
  return { keys, ...(Object.keys(item).length > 0 && { item }) };
}

function mayBeNull(table: SchemaTable, { partitionKey, sortKey }: ScaffoldIndex): boolean {
  const names = [partitionKey.name, sortKey?.name];
  return table.columns.some((column) => column.isNullable && names.includes(column.name));
}

function indexesOf(table: SchemaTable, keyNames: readonly string[]): ScaffoldIndex[] {
  const wanted = [
    ...table.unique.map((columns) => ({ columns, why: "unique key" })),
    ...table.references.map(({ columns, table: other }) => ({ columns, why: `foreign key to ${other}` })),
  ];
  const seen = new Set<string>();
  const names = new Set<string>();
  const indexes: ScaffoldIndex[] = [];
  for (const { columns, why } of wanted) {
    const keys = columnsNamed(table, columns).map(keyAttribute);
    const [partitionKey, sortKey] = keys;
    const isPrefix = columns.length === 1 && columns[0] === keyNames[0];
    if (!partitionKey || keys.length > 2 || keys.includes(undefined) || isPrefix) continue;
    if (seen.has(columns.join("\0")) || indexes.length === maxIndexes) continue;
    seen.add(columns.join("\0"));
    const name = freeName(`${columns.map(pascalCase).join("") || "Key"}Index`, names);
    names.add(name);
    indexes.push({ name, partitionKey, ...(sortKey && { sortKey }), why });
  }
  return indexes;
}
