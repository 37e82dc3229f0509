import type { Item } from "../../items/item";

/** Undoes writes, each only if the item still is what is expected of it. `false` if it no longer was. */
export interface Undo {
  delete(table: string, key: Item, expected: Item): Promise<boolean>;
  /**
   * @param expected the item that is to be replaced; `undefined` if none is expected
   * @param key the key attributes of `before`
   */
  restore(table: string, before: Item, expected: Item | undefined, key: Item): Promise<boolean>;
}
