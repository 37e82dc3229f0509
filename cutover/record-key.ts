/** Identifies a record in both stores: the value of the entity's key column, or the values of its key columns in order. */
export type RecordKey = string | number | bigint | readonly (string | number | bigint)[];

/**
 * A record's key as text: the same text for the same key in every process, so that read percentages and the ledger can
 * rely on it. `42` and `"42"` are the same key, since drivers return keys of the same column in either form.
 */
export function keyText(key: RecordKey): string {
  return typeof key === "object" ? JSON.stringify(key.map(String)) : String(key);
}
