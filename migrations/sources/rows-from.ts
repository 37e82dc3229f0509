import type { DeclaredEncoding } from "../files/single-byte-text";
import type { ColumnType } from "../items/column-type";

/** Location of an entity's rows within a source. Which of these apply depends on the kind of source. */
export interface RowsFrom {
  /** Relative to the source's folder. */
  readonly file?: string;
  /** Path of the list of rows in a JSON document. @default $ (the document is the list) */
  readonly at?: string;
  /** Of JSON: the rows are the members of an object, and this column has their names. @default the rows are those of a list */
  readonly keyColumn?: string;
  /** Whether JSON has the types of MongoDB's Extended JSON. @default false */
  readonly extendedJson?: boolean;
  /** Types of CSV columns; columns that are not named are text. */
  readonly columns?: Readonly<Record<string, ColumnType>>;
  /** Delimiter of a CSV file. @default , */
  readonly delimiter?: string;
  /** Value of an empty cell of a CSV file; see `CsvFormat`. @default "null" */
  readonly empty?: "null" | "string" | null;
  /** Whether a cell of a CSV file without quotes may hold one; see `CsvFormat`. @default "strict" */
  readonly quotes?: "strict" | "relaxed";
  /** Value of an empty cell in quotes of a CSV file; see `CsvFormat`. @default "string" */
  readonly quotedEmpty?: "null" | "string" | null;
  /** Cells of a CSV file that are null; see `CsvFormat`. @default none */
  readonly nulls?: readonly string[];
  /** Whether the first row of a CSV file names the columns. @default true */
  readonly header?: boolean;
  /** The columns of a CSV file without a header. */
  readonly names?: readonly string[];
  /** Quote, escape and comment characters of a CSV file; see `CsvFormat`. */
  readonly quote?: string | null;
  readonly escape?: string;
  readonly comment?: string;
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
  /** Handling of the items that an incremental export lists as deleted. @default they are rejected */
  readonly deletes?: "reject" | "ignore";
}
