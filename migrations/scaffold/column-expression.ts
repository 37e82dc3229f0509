import type { SchemaColumn, SchemaTable } from "../sources/source-schema";
import type { ScaffoldKey } from "./scaffold";

const words: ReadonlySet<string> = new Set([
  "in",
  "true",
  "false",
  "null",
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** `row.id`, or `row["order id"]` for names that CEL does not take after a dot. */
export function columnOf(name: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !words.has(name);
  return isPlain ? `row.${name}` : `row[${JSON.stringify(name)}]`;
}

/** The value of a column as text, in an expression; null for null. */
export function textOf(column: SchemaColumn): string {
  const value = columnOf(column.name);
  if (column.kind === "binary") return `hex(${value})`;
  if (column.kind === "document") return `toJson(${value})`;
  return column.kind === "text" || column.kind === "date" ? value : `string(${value})`;
}

/** The columns' values after a prefix, such as `USER#${row.id}`; the columns are never null. */
export function keyText(prefix: string, columns: readonly SchemaColumn[]): string {
  const parts = columns.map((column) => {
    const isText = column.kind !== "binary" && column.kind !== "document";
    return `\${${isText ? columnOf(column.name) : textOf(column)}}`;
  });
  return `${prefix}#${parts.join("#")}`;
}

/** The same as one expression, which is null if one of the columns is. */
export function nullableKeyText(prefix: string, columns: readonly SchemaColumn[]): string {
  const parts = columns.map((column, index) => `"${index === 0 ? `${prefix}#` : "#"}" + ${textOf(column)}`);
  return `\${${parts.join(" + ")}}`;
}

const keyTypes: Readonly<Partial<Record<SchemaColumn["kind"], ScaffoldKey["type"]>>> = {
  ...{ text: "S", date: "S", number: "N", binary: "B" },
};

/** The key attribute that a column can be as it is; `undefined` for booleans, maps, lists and mixed types. */
export function keyAttribute({ name, kind }: SchemaColumn): ScaffoldKey | undefined {
  const type = keyTypes[kind];
  return type && { name, type };
}

/** Columns of a table by their names. @throws Error if the table has no such column */
export function columnsNamed(table: SchemaTable, names: readonly string[]): SchemaColumn[] {
  return names.map((name) => {
    const column = table.columns.find((one) => one.name === name);
    if (!column) throw new Error(`the schema of ${table.name} names the unknown column ${name}`);
    return column;
  });
}
