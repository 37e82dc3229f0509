import type { ConsumedUnits } from "../rate/consumed-units";
import type { Item } from "../../items/item";
import type { Rejection } from "../../items/rejection";

/** The row that an item comes from. */
export interface PutOrigin {
  readonly entity: string;
  readonly row: number;
  /** Which of the row's items, counted from 1. */
  readonly item: number;
}

/** An item to be put, in the form in which it goes over the wire. */
export interface Put {
  /** See `itemText`. */
  readonly text: string;
  /** Bytes of its text in UTF-8. */
  readonly textBytes: number;
  /** Its key attributes, as {@link text} has them: `{"id":{"S":"u1"}}`. */
  readonly keyText: string;
  /** The digest of its key; see `keyDigest`. @default it is not known */
  readonly key?: string;
  /** The item. May be parsed from {@link text} at every access. */
  readonly item: Item;
  readonly origin?: PutOrigin;
  /** See `itemDigest`. */
  digest(): string;
  /** The journaled state of the put, from before it was sent. Set by `JournaledWire`. */
  journaled?: JournaledPut | undefined;
}

/** The journaled state of a put. */
export interface JournaledPut {
  /** The digest of the item. */
  readonly wrote: string;
  /** The digest of the item that it replaces. */
  readonly before: string | undefined;
}

/** The outcome of one item of a request. */
export type PutOutcome =
  | { readonly kind: "written" }
  /** Not written by this request; to be sent again. */
  | { readonly kind: "unprocessed" }
  /** Not written, since an item with its key was there. */
  | { readonly kind: "exists"; readonly stored: Item }
  | { readonly kind: "refused"; readonly reason: string }
  /** Not sent: no item can be made for it. */
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/** The response to a request. */
export interface PutResponse {
  /** In the items' order. */
  readonly outcomes: readonly PutOutcome[];
  /** Absent if the response lacks it for one of the items. */
  readonly consumed?: ConsumedUnits | undefined;
}

/** Items that a wire has read before they are put. Only the wire that returned it can use it. */
export interface Lookup {
  /** Milliseconds of the wire's clock at which the items were read. */
  readonly at: number;
}

/**
 * The requests that a writer needs, over whatever carries them.
 *
 * Failures of a whole request are `ServiceError`s; nothing is known then of any item of it, and sending it again is
 * safe, since a put has the same effect twice.
 */
export interface Wire {
  /**
   * Writes up to 25 items with different keys.
   * @param lookup what {@link look} returned for these items and others. @default the wire reads what it needs to know
   */
  put(puts: readonly Put[], lookup?: Lookup): Promise<PutResponse>;

  /** Reads what has to be known of up to 100 items before they are put: one request instead of one for each put. */
  look?(puts: readonly Put[]): Promise<Lookup>;
}
