/** The values of a column, as they are in a row. `mixed` has several types, as SQLite allows; `document` is a map or list. */
export type ColumnKind = "text" | "number" | "binary" | "boolean" | "date" | "document" | "mixed";

/** A column of a source's table. */
export interface SchemaColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Its type as the source writes it, such as `varchar(20)`. */
  readonly type: string;
  readonly isNullable: boolean;
}

/** A foreign key. */
export interface SchemaReference {
  readonly columns: readonly string[];
  /** {@link SchemaTable.name} of the table that it refers to. */
  readonly table: string;
  /** Columns of that table, in the order of {@link columns}. */
  readonly to: readonly string[];
}

/** A table of a source, or a file of rows. */
export interface SchemaTable {
  /** As `from: { table }` names it. */
  readonly name: string;
  readonly columns: readonly SchemaColumn[];
  /** Empty if there is none. */
  readonly primaryKey: readonly string[];
  /** Columns of unique keys besides the primary key, each in the key's order. */
  readonly unique: readonly (readonly string[])[];
  readonly references: readonly SchemaReference[];
  /** The number of rows that the source knows or estimates. */
  readonly rows: number;
}
