import type { Target } from "../../items/target-table";
import type { FilesReference } from "../../table-files/files-reference";

/** Files of a table, and the table that they go to. */
export interface OrderedFiles {
  readonly shown: string;
  readonly fingerprint: string;
  readonly reference: FilesReference;
  /** Its name. */
  readonly table: string;
}

/** A restore or an import whose files and tables were checked, as its workers need to know it. */
export interface TableFilesOrder {
  /** `restore` or `import`: the prefix of the run's name. */
  readonly kind: string;
  readonly files: readonly OrderedFiles[];
  /** Its tables are by their names. */
  readonly target: Target;
}
