import type { TablePart } from "./table-part";

/** Segments of a table whose items a worker writes to files. */
export interface CopyTask extends TablePart {
  readonly kind: "copy";
  readonly id: number;
  /** The table's name. */
  readonly table: string;
  /** The folder for the data files of an export, absolute. @default items as lines of a JSON file, in the tasks' folder */
  readonly folder?: string;
  /** The key attributes, partition key first. */
  readonly keyNames: readonly string[];
}
