import type { Ending } from "../read/tally";
import type { RejectLine } from "../../run-store/checkpoint";

/** An item whose key items of other shards have too, and how it ended in its shard. */
export interface SharedItem {
  /** The index of its shard. */
  readonly shard: number;
  /** Its row, counted in the shard. */
  readonly row: number;
  /** Which of the row's items, counted from 1. */
  readonly item: number;
  readonly ending: Ending;
  /** Its line in the rejects, if an earlier shard has an item with its key; the row is numbered as in one reading. */
  readonly duplicate: RejectLine;
}

/** What becomes of the items of one key. */
export interface SettledKey<Item extends SharedItem> {
  /** The item that has to be in the table; absent if the run has written none of them. */
  readonly stored?: Item;
  /** Items that ended otherwise than their shard counted them. */
  readonly changes: readonly ChangedEnding<Item>[];
}

/** An item that ended otherwise than its shard counted it. */
export interface ChangedEnding<Item extends SharedItem = SharedItem> {
  readonly item: Item;
  readonly ending: Ending;
}

/**
 * Decides among the items of several shards that have the same key, as one process does that reads the shards one
 * after the other: the first item is kept, and every other one is a duplicate. An item that DynamoDB refused leaves its
 * key to the next one. An item that an item of another shard was in the way of is written.
 *
 * @param items in the order of their shards and rows; at least 1
 */
export function settleKey<Item extends SharedItem>(items: readonly Item[]): SettledKey<Item> {
  const isRefused = ({ ending }: Item): boolean => ending === "refused-by-service";
  const first = items.findIndex((item) => !isRefused(item));
  const kept = items[first];
  if (!kept) return { changes: [] };
  const isWritten = items.some(({ ending }) => ending === "written");
  const endings = items.map((item, index): ChangedEnding<Item> => {
    if (index < first) return { item, ending: item.ending };
    if (index > first) return { item, ending: "duplicate-key" };
    return { item, ending: isWritten ? "written" : item.ending };
  });
  return {
    ...(isWritten && { stored: kept }),
    changes: endings.filter(({ item, ending }) => item.ending !== ending),
  };
}
