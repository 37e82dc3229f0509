/** A query as something to select from; on lines of its own, for it may end with a comment. */
export function queryRows(query: string): string {
  return `(\n${query.replace(/[;\s]+$/, "")}\n)`;
}
