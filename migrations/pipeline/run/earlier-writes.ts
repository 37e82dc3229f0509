import type { JournalEntry, LostEntries, NewEntry } from "../../run-store/journal/journal";
import type { Item } from "../../items/item";
import { isDigestOf } from "../../items/item-digest";
import { keyText } from "../../items/key-check";

/**
 * Writes that earlier processes of a run may have sent and no checkpoint counts: the process was killed before the
 * response. An item that is found to be one of these is the run's own.
 */
export class EarlierWrites {
  /** Digests of what was sent, by table and key. */
  private readonly digests = new Map<string, Set<string>>();
  private lostBytes: number;

  /**
   * @param entries that could be read
   * @param lost entries that could not be read. @default none
   */
  constructor(
    entries: readonly JournalEntry[],
    private readonly lost?: LostEntries,
  ) {
    this.lostBytes = lost?.bytes ?? 0;
    for (const { table, key, wrote, isVoid } of entries) {
      if (wrote === undefined) continue;
      const id = idOf(table, key, Object.keys(key));
      const digests = this.digests.get(id) ?? new Set<string>();
      this.digests.set(id, digests);
      if (isVoid) digests.delete(wrote);
      else digests.add(wrote);
    }
  }

  /** Whether an item that was found is one that was sent. */
  has(table: string, found: Item, keyNames: readonly string[]): boolean {
    if (this.digests.size === 0) return false;
    const digests = this.digests.get(idOf(table, found, keyNames)) ?? [];
    return [...digests].some((digest) => isDigestOf(digest, found));
  }

  /**
   * Whether a stored item, which is what this write would make it, may be of a write whose entry was lost. Each such
   * item uses up the bytes that its entry takes, so that there are never more than the lost bytes can have held.
   */
  takeLost(write: NewEntry, stored: Item, keyNames: readonly string[]): boolean {
    if (!this.lost || this.lostBytes <= 0 || this.digests.has(idOf(write.table, stored, keyNames)))
      return false;
    this.lostBytes -= this.lost.bytesOf(write);
    return true;
  }
}

function idOf(table: string, item: Item, keyNames: readonly string[]): string {
  return `${table} ${keyText(item, keyNames.toSorted())}`;
}
