import type { LocatedProblem, Path, Problem } from "../../yaml-file";
import type { RowsFrom } from "../sources/source";
import type { MappingFunction } from "../mapping/mapping-function";
import type { OmitNull } from "../items/marshal";
import type { OmitEmpty } from "../items/omit-empty";
import type { OversizeRules } from "../mapping/oversize/oversize-rules";
import type { SourceKind } from "./definition-schema";
import type { ItemTemplate } from "./entity-schema";

/** One item, or one for each element of a list, that a row becomes. */
export interface EntityPart {
  /** Attribute name → template, or a function. @default the row as it is */
  readonly item?: ItemTemplate | MappingFunction;
  /** A CEL expression, or a function; rows (below `forEach`: elements) for which it is false are excluded. */
  readonly where?: string | MappingFunction;
  /** A CEL expression, or a function, that gives a list. */
  readonly forEach?: string | MappingFunction;
  /** Which nulls, missing columns and empty sets are omitted. @default the entity's */
  readonly omitNull: OmitNull;
  /** Which other empty values are omitted. @default the entity's */
  readonly omitEmpty?: OmitEmpty;
  /** Columns that are omitted of rows, and of maps below `...`, that are taken as they are. @default the entity's */
  readonly omit?: readonly string[];
}

/** One kind of row and the items that it becomes. */
export interface Entity extends Omit<EntityPart, "forEach"> {
  readonly name: string;
  readonly from: RowsFrom;
  /** The id of a table in the output `dynamodb_tables`. */
  readonly to: string;
  /** Several items from one row, instead of `item`. */
  readonly items?: readonly EntityPart[];
  /** Entities of the same table whose keys may look like this one's. @default none */
  readonly sharesKeysWith?: readonly string[];
  /** What is done with items that are too large. @default they are rejected */
  readonly oversize?: OversizeRules;
}

/** An IAM role whose credentials are used instead of those of the environment. */
export interface AssumedRole {
  readonly arn: string;
  /** That the trust policy of the role asks for. */
  readonly externalId?: string | undefined;
}

/** A migration file that has been read and checked. */
export interface Definition {
  readonly name: string;
  readonly fileName: string;
  readonly source: { readonly kind: SourceKind; readonly location: string };
  readonly entities: readonly Entity[];
  /** Roles of the tables or exports that rows are read from, and of the tables that items are written to. @default none */
  readonly assumeRole?: { readonly source?: AssumedRole; readonly target?: AssumedRole };
  /**
   * SHA-256 of the file, and of the local modules it imports: a run can only be resumed with the definition that
   * it started with.
   */
  readonly fingerprint: string;
  /** The file's positions, for checks after loading. */
  readonly document: DefinitionLocations;
}

/** Where in a migration file something stands. */
export interface DefinitionLocations {
  /** Adds positions to problems. */
  report(problems: readonly Problem[]): LocatedProblem[];
  /** A scalar's text as it was written; `undefined` where that is not known. */
  sourceOf(path: Path): string | undefined;
}
