import type { LocatedDocument } from "../../yaml-file";
import type { SourceKind, TemplateValue } from "./definition-schema";

/** Where an entity's rows are, within the source. */
export interface From {
  /** A file, relative to the source's folder. */
  readonly file?: string;
  /** Where in the document the list of rows stands. @default $ (the document is the list) */
  readonly at?: string;
}

/** One kind of row and the items that it becomes. */
export interface Entity {
  readonly name: string;
  readonly from: From;
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
