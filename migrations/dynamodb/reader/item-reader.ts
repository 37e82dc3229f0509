import type { Item } from "../../items/item";

/** Reads items by their keys. */
export interface ItemReader {
  /** The items as they are now, strongly consistent, in the keys' order; `undefined` for those that do not exist. */
  get(table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]>;
}

/** Finds items by keys in the form in which they go over the wire. */
export interface KeyLookup {
  /**
   * The items that exist, strongly consistent, by the text of their key.
   * @param keyTexts key attributes as `itemText` writes them: `{"id":{"S":"u1"}}`
   * @param keyNames partition key first
   */
  find(
    table: string,
    keyTexts: readonly string[],
    keyNames: readonly string[],
  ): Promise<ReadonlyMap<string, Item>>;
}
