import type { DeclaredEncoding } from "../files/single-byte-text";
import type { CsvFormat } from "./csv/csv-format";

/**
 * Location of an entity's rows within a source, and how a CSV file is written. Which of these apply depends on the kind of
 * source.
 */
export interface RowsFrom extends CsvFormat {
  /** Relative to the source's folder. */
  readonly file?: string;
  /** Path of the list of rows in a JSON document. @default $ (the document is the list) */
  readonly at?: string;
  /** Of JSON: the rows are the members of an object, and this column has their names. @default the rows are those of a list */
  readonly keyColumn?: string;
  /** Whether JSON has the types of MongoDB's Extended JSON. @default false */
  readonly extendedJson?: boolean;
  /** How a CSV file is encoded. @default UTF-8, or UTF-16 if the first bytes say so */
  readonly encoding?: DeclaredEncoding;
  /** A table of a database. */
  readonly table?: string;
  /** A query to a database, instead of a table. */
  readonly query?: string;
  /** A column of the query that differs in every row; rows come in its order. */
  readonly key?: string;
  /**
   * Tables whose changes concern the rows of the query, and the column of each that holds the query's key:
   * `{ problems: id, test_cases: problem_id }`. Only `follow` uses it. @default no changes are followed
   */
  readonly tables?: Readonly<Record<string, string>>;
  /** The folder of an export, relative to the source's. @default the source's */
  readonly folder?: string;
  /** Rows of other files that are added to each row as columns of these names. */
  readonly lookup?: Readonly<Record<string, LookupFrom>>;
  /**
   * Handling of the items that an incremental export lists as deleted. `apply`: `sync --delete` deletes their items, and
   * other commands skip them. @default they are rejected
   */
  readonly deletes?: "reject" | "ignore" | "apply";
}

/** The rows of another file that are added to a row. */
export interface LookupFrom extends Omit<RowsFrom, "lookup" | "key"> {
  /** A column of the other file. */
  readonly key: string;
  /** The column of the row that has the same value. */
  readonly by: string;
  /** Whether all rows with the key are added, as a list. @default the only one, or null */
  readonly many?: boolean;
}
