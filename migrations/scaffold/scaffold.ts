/** A table of tables.yaml. */
export interface ScaffoldTable {
  readonly id: string;
  readonly partitionKey: ScaffoldKey;
  readonly sortKey?: ScaffoldKey;
  readonly indexes: readonly ScaffoldIndex[];
  /** The attribute with the time to live. @default none */
  readonly ttl?: string;
  /** Sentences about it. */
  readonly comments: readonly string[];
}

/** A key attribute. */
export interface ScaffoldKey {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** A global secondary index, with the reason for it. */
export interface ScaffoldIndex {
  readonly name: string;
  readonly partitionKey: ScaffoldKey;
  readonly sortKey?: ScaffoldKey;
  /** All attributes of a part of the key, if it has several. */
  readonly partitionKeys?: readonly ScaffoldKey[];
  readonly sortKeys?: readonly ScaffoldKey[];
  /** As in tables.yaml. @default all */
  readonly projection?: "keys-only" | readonly string[];
  /** Whether it is a local index, whose partition key is the table's. @default false */
  readonly isLocal?: boolean;
  /** Absent if it is an index of the source. */
  readonly why?: string;
}

/** An entity of migration.yaml. */
export interface ScaffoldEntity {
  readonly name: string;
  /** `from`, as a flow mapping in YAML. */
  readonly from: Readonly<Record<string, unknown>>;
  readonly to: string;
  readonly omitNull: boolean;
  /** Attributes besides the columns of the row. Absent if the row is taken as it is. */
  readonly item?: Readonly<Record<string, string>>;
  /** Which rows. @default all */
  readonly where?: string;
  /** The list in a row whose members become items, and the expression of an item's attributes, instead of {@link item}. */
  readonly forEach?: { readonly list: string; readonly item: string };
  readonly comments: readonly string[];
}

/** A table of the source that has no entity. */
export interface SkippedTable {
  readonly name: string;
  readonly why: string;
}

/** The content of the files that `init` writes. */
export interface Scaffold {
  readonly tables: readonly ScaffoldTable[];
  readonly entities: readonly ScaffoldEntity[];
  readonly skipped: readonly SkippedTable[];
}
