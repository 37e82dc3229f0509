import type { Item } from "../transform/item";

/** What has to be known of one write to take it back. */
export interface JournalEntry {
  /** The table's name in AWS. */
  readonly table: string;
  /** The item's key attributes. */
  readonly key: Item;
  /** See `itemDigest`: what the run wrote. An item that is no longer that was changed by somebody else. */
  readonly wrote: string;
  /** What was there before; absent where nothing was. */
  readonly before?: Item;
}

/** Keeps, from before a write is sent, what has to be known to take it back. */
export interface Journal {
  /** After it resolves, the entries survive a kill. */
  append(entries: readonly JournalEntry[]): Promise<void>;
}

/** Reads items by their keys. */
export interface ItemReader {
  /** The items as they are now, strongly consistent, in the keys' order; `undefined` for those that are not there. */
  get(table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]>;
}

/** Undoes writes, each only if the item still is what is expected of it. `false` if it no longer was. */
export interface Undo {
  delete(table: string, key: Item, expected: Item): Promise<boolean>;
  /** @param key the key attributes of `before` */
  restore(table: string, before: Item, expected: Item, key: Item): Promise<boolean>;
}
