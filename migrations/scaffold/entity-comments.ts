import type { SchemaTable } from "../sources/source-schema";
import type { KeyedTable } from "./keyed-table";
import { columnOf } from "./column-expression";

/** Columns that may say when a row expires. */
const expiry =
  /(^|_)(expir(y|es|ed|ation)(_?(at|on|date|time))?|ttl|valid_?(until|to)|expires?at|delete_?after|purge_?at)$/i;

/** The columns of a table that its items could expire by. */
function expiryColumns({ columns }: SchemaTable): string[] {
  return columns
    .filter(({ name, kind }) => expiry.test(name) && ["date", "number", "text", "mixed"].includes(kind))
    .map(({ name }) => name);
}

/** The lines of the comment above an entity. */
export function entityComments({ table, comment }: KeyedTable): string[] {
  const count = `about ${table.rows.toLocaleString("en")} row${table.rows === 1 ? "" : "s"}`;
  const columns = table.columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  const ttl = expiryColumns(table).map(
    (name) =>
      `Expiry: ${name} may be a TTL. Add \`ttl: expiresAt\` to the table, and here expiresAt: \${epoch(${columnOf(name)})}`,
  );
  return [`${count}: ${columns}`, ...(comment ? [comment] : []), ...ttl];
}
