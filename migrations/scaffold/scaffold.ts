/** A table of tables.yaml. */
export interface ScaffoldTable {
  readonly id: string;
  readonly partitionKey: ScaffoldKey;
  readonly sortKey?: ScaffoldKey;
  readonly indexes: readonly ScaffoldIndex[];
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
  readonly why: string;
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
