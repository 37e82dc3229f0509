import type { LocatedDocument } from "../../yaml-file";
import type { RowsFrom } from "../sources/source";
import type { SourceKind, TemplateValue } from "./definition-schema";

/** One kind of row and the items that it becomes. */
export interface Entity {
  readonly name: string;
  readonly from: RowsFrom;
  /** The id of a table in the output `dynamodb_tables`. */
  readonly to: string;
  /** A CEL expression; rows for which it is false are left out. */
  readonly where?: string;
  /** Attribute name → template. @default the row as it is */
  readonly item?: Readonly<Record<string, TemplateValue>>;
  /** Leaves attributes out that are null or that a row lacks. @default false */
  readonly omitNull: boolean;
}

/** A migration file that has been read and checked. */
export interface Definition {
  readonly name: string;
  readonly fileName: string;
  readonly source: { readonly kind: SourceKind; readonly location: string };
  readonly entities: readonly Entity[];
  /** SHA-256 of the file's text: a run can only be resumed with the definition that it began with. */
  readonly fingerprint: string;
  /** The file's text with its places, for what can only be checked later. */
  readonly document: LocatedDocument;
}
