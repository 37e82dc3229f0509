import type { ConsumedUnits } from "../rate/consumed-units";
import type { Item } from "../../items/item";

/** The row that an item comes from. */
export interface PutOrigin {
  readonly entity: string;
  readonly row: number;
  /** Which of the row's items, counted from 1. */
  readonly item: number;
}

/** An item to be put, also in the form in which it goes over the wire. */
export interface Put {
  readonly item: Item;
  /** See `itemText`. */
  readonly text: string;
  readonly origin?: PutOrigin;
}

/** What the service said of one item of a request. */
export type PutOutcome =
  | { readonly kind: "written" }
  /** Not taken this time; to be sent again. */
  | { readonly kind: "unprocessed" }
  /** Not written, since an item with its key was there. */
  | { readonly kind: "exists"; readonly stored: Item }
  | { readonly kind: "refused"; readonly reason: string };

/** What the service said of a request. */
export interface PutResponse {
  /** In the items' order. */
  readonly outcomes: readonly PutOutcome[];
  /** Absent where the service did not say, for all of the items. */
  readonly consumed?: ConsumedUnits | undefined;
}

/**
 * The requests that a writer needs, over whatever carries them.
 *
 * Failures of a whole request are `ServiceError`s; nothing is known then of any item of it, and sending it again is
 * safe, since a put has the same effect twice.
 */
export interface Wire {
  /** Writes up to 25 items with different keys. */
  put(puts: readonly Put[]): Promise<PutResponse>;
}
