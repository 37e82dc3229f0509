import type { Item } from "../../items/item";

/** Reads items by their keys. */
export interface ItemReader {
  /** The items as they are now, strongly consistent, in the keys' order; `undefined` for those that do not exist. */
  get(table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]>;
}
