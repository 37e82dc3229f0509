/** What the cells of a column can be read as. */
export const columnTypes = ["string", "number", "boolean", "binary", "list", "map"] as const;

/** What the cells of a column become. */
export type ColumnType = (typeof columnTypes)[number];
