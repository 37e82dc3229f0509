/** Quotes a name as SQLite and PostgreSQL do. */
export function doubleQuoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a name as MySQL and MariaDB do. */
export function backQuoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
