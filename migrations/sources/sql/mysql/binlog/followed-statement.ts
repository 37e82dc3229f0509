import type { BinlogTable } from "./binlog-tables";

const writes = /^(INSERT|UPDATE|DELETE|REPLACE|LOAD|WITH|MERGE)\b/i;
const tableStatement =
  /^(ALTER|TRUNCATE|CREATE)\s+(?:OR\s+REPLACE\s+)?(?:ONLINE\s+|IGNORE\s+)*(?:TABLE\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?((?:`(?:[^`]|``)*`|[\w$]+)(?:\s*\.\s*(?:`(?:[^`]|``)*`|[\w$]+))?)/i;
const tableList = /^(RENAME|DROP)\s+(?:TABLE|TABLES)\s/i;

/**
 * The followed table that a statement of the log changes in a way that row events do not tell: TRUNCATE, a change of
 * its definition, or a write that was logged as its text.
 *
 * @param schema that names without one are in
 */
export function tableChangedBy(
  statement: string,
  schema: string,
  tables: readonly BinlogTable[],
): BinlogTable | undefined {
  const text = withoutTexts(statement);
  const dropped = /^DROP\s+(?:DATABASE|SCHEMA)\s+(?:IF\s+EXISTS\s+)?(\S+)/i.exec(text)?.[1];
  if (dropped !== undefined) return tables.find((table) => unquoted(dropped) === table.schema);
  if (writes.test(text) || tableList.test(text)) return tables.find((table) => mentions(text, schema, table));
  if (
    !/^(ALTER|TRUNCATE|CREATE)\b/i.test(text) ||
    !/^(TRUNCATE\b|\w+(\s+OR\s+REPLACE)?(\s+\w+)?\s+TABLE\b)/i.test(text)
  )
    return undefined;
  const renamed = /^ALTER\b.*\bRENAME\s+(?!COLUMN|INDEX|KEY)/is.test(text);
  const target = tableStatement.exec(text)?.[2] ?? "";
  return tables.find((table) => mentions(renamed ? text : target, schema, table));
}

/** Removes comments and the texts of literals, which may have any words in them. */
function withoutTexts(statement: string): string {
  return statement
    .replace(/\/\*(?!M?!)[\s\S]*?\*\//g, " ")
    .replace(/^\s*(?:--[^\n]*\n|#[^\n]*\n)/gm, "")
    .replace(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/gs, "''")
    .trim()
    .replace(/^SET\s+STATEMENT\b.*?\bFOR\s+/is, "");
}

/** Whether a table's name is among the words, with its schema or within it. */
function mentions(text: string, schema: string, table: BinlogTable): boolean {
  const words = [...text.matchAll(/`((?:[^`]|``)*)`|[\w$\u0080-\uffff]+/g)].map(([word]) => unquoted(word));
  const has = (wanted: string) => words.some((word) => word.toLowerCase() === wanted.toLowerCase());
  return has(table.name) && (schema === table.schema || has(table.schema));
}

function unquoted(name: string): string {
  return name.startsWith("`") ? name.slice(1, -1).replaceAll("``", "`") : name;
}
