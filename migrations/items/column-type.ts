/** Names of the types of a column's cells. */
export const columnTypes = ["string", "number", "boolean", "binary", "list", "map"] as const;

/** The type of a column's cells. */
export type ColumnType = (typeof columnTypes)[number];
