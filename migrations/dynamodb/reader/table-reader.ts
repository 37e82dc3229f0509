import type { Item } from "../../items/item";

/** Reads a table as it is now. */
export interface TableReader {
  /** All items, each once, in pages and in no order; strongly consistent. */
  scan(signal?: AbortSignal): AsyncIterable<readonly Item[]>;
}
