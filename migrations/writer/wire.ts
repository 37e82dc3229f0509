import type { Item } from "../transform/item";

/** What the service said of one item of a request. */
export type PutOutcome =
  | { readonly kind: "written" }
  /** Not taken this time; to be sent again. */
  | { readonly kind: "unprocessed" }
  /** Not written, since an item with its key was there. */
  | { readonly kind: "exists"; readonly stored: Item }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * The requests that a writer needs, over whatever carries them.
 *
 * Failures of a whole request are {@link WireError}s; nothing is known then of any item of it, and sending
 * it again is safe, since a put has the same effect twice.
 */
export interface Wire {
  /** Writes up to 25 items with different keys. The outcomes are in the items' order. */
  put(items: readonly Item[]): Promise<readonly PutOutcome[]>;
}

/**
 * - `throttled`: the service asks for patience
 * - `transient`: it failed or could not be reached, and may answer next time
 * - `too-large`: the request exceeds what one may carry
 * - `refused`: the request is wrong, by one item at least
 * - `fatal`: no request will succeed (no such table, no permission)
 */
export type WireErrorKind = "throttled" | "transient" | "too-large" | "refused" | "fatal";

/** A request that failed as a whole. */
export class WireError extends Error {
  constructor(
    readonly kind: WireErrorKind,
    /** The service's name for it, such as `ThrottlingException`. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
