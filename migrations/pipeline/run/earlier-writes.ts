import type { JournalEntry } from "../../run-store/journal/journal";
import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";

/**
 * What earlier processes of a run have sent, perhaps, without a checkpoint that counts it: a kill came before the
 * response. An item that is found to be one of these is the run's own.
 */
export class EarlierWrites {
  /** Digests of what was sent, by table and key. */
  private readonly digests = new Map<string, Set<string>>();

  constructor(entries: readonly JournalEntry[]) {
    for (const { table, key, wrote, isVoid } of entries) {
      const id = idOf(table, key, Object.keys(key));
      const digests = this.digests.get(id) ?? new Set<string>();
      this.digests.set(id, digests);
      if (isVoid) digests.delete(wrote);
      else digests.add(wrote);
    }
  }

  /** Whether an item with this digest was sent. @param item or its key attributes */
  has(table: string, item: Item, keyNames: readonly string[], digest: string): boolean {
    return this.digests.size > 0 && (this.digests.get(idOf(table, item, keyNames))?.has(digest) ?? false);
  }
}

function idOf(table: string, item: Item, keyNames: readonly string[]): string {
  return `${table} ${keyText(item, keyNames)}`;
}
