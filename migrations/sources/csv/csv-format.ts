export { declaredEncodings } from "../../files/single-byte-text";
import type { ColumnType } from "../../items/column-type";
import type { CsvProblem } from "./csv-record";

/** How the rows of a CSV file are written. */
export interface CsvFormat {
  /** Types of the columns; columns that are not named are text. */
  readonly columns?: Readonly<Record<string, ColumnType>>;
  /** @default , */
  readonly delimiter?: string;
  /**
   * Value of an empty cell without quotes in a column of text: null, or an empty text. An empty cell in quotes is an empty
   * text; in a column of another type, an empty cell is null. @default "null"
   */
  readonly empty?: "null" | "string" | null;
  /** Value of an empty cell in quotes in a column of text. @default "string" */
  readonly quotedEmpty?: "null" | "string" | null;
  /** Cells without quotes that are null in a column of any type, such as `\N`. @default none */
  readonly nulls?: readonly string[];
  /** Whether the first row names the columns; otherwise `names` does. @default true */
  readonly header?: boolean;
  /** The columns of a file without a header, in its order. */
  readonly names?: readonly string[];
  /** The quote around cells; null if no cell is quoted. @default " */
  readonly quote?: string | null;
  /** The character before one that stands for itself; after a backslash, `n`, `r`, `t`, `b`, `0` and `Z` are control characters. @default none */
  readonly escape?: string;
  /** Text at the start of lines that are skipped. @default none */
  readonly comment?: string;
  /** Whether a cell without quotes may hold one, such as `5" pipe`; otherwise its row is rejected. @default "strict" */
  readonly quotes?: "strict" | "relaxed";
}

/** Thrown if the file's first row does not name the columns as it should. */
export class CsvHeaderError extends Error {}

/** Thrown if quotes or bytes cannot be interpreted, and so neither can what follows them. */
export class CsvSyntaxError extends Error {}

/** The fault of a cell, for messages. */
export const problemTexts: Record<CsvProblem, string> = {
  "quote-in-cell":
    "a cell that is not quoted holds a quote; quote the cell and write its quotes twice, or set from: { quotes: relaxed }",
  "text-after-quote":
    "a cell continues after its closing quote; a quote inside a quoted cell is written twice",
};
