/** The table's key attributes: partition key first. */
export function keyAttributes<Key>(table: {
  readonly partitionKey: Key;
  readonly sortKey?: Key | null | undefined;
}): Key[] {
  return table.sortKey ? [table.partitionKey, table.sortKey] : [table.partitionKey];
}
