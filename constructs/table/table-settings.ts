import type { DynamoTableProps } from "./dynamo-table-props";
import type { GlobalIndex, LocalIndex } from "./secondary-index";

/** The account and region of a table, as far as they are known. */
export interface TableLocation {
  /** 12 digits. @default the account of the stack */
  readonly account?: string;
  /** @default the region of the stack */
  readonly region?: string;
}

/**
 * The settings of a table that grants, alarms and dashboards use. The props of a `DynamoTable` are such settings, and so
 * are the `props` of a `TableReference`.
 */
export interface TableSettings extends Partial<Omit<DynamoTableProps, "name" | "indexes" | "localIndexes">> {
  /** The name in AWS. */
  readonly name: string;
  /** Global secondary indexes by name, with their capacity. @default none; unknown for a reference */
  readonly indexes?: Readonly<Record<string, Partial<GlobalIndex>>>;
  /** Local secondary indexes by name. @default none; unknown for a reference */
  readonly localIndexes?: Readonly<Record<string, Partial<LocalIndex>>>;
  /** The location of a table that another stack or account defines; a missing setting is then unknown. @default none */
  readonly reference?: TableLocation;
}
