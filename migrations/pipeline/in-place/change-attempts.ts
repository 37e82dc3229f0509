import type { JournalEntry } from "../../run-store/journal/journal";
import type { Item } from "../../items/item";
import { isDigestOf } from "../../items/item-digest";
import { itemText } from "../../items/item-text";

/** A request to change an item that may have been done. */
export interface ChangeAttempt {
  /** The item that it was to change. */
  readonly before: Item;
  /** Digest of the item that it was to make; absent if it was to delete it. */
  readonly wrote: string | undefined;
}

/** Whether an item is what an attempt was to make of it. */
export function isResultOf({ wrote }: ChangeAttempt, item: Item | undefined): boolean {
  return item === undefined || wrote === undefined
    ? item === undefined && wrote === undefined
    : isDigestOf(wrote, item);
}

/** Requests that earlier processes of a run may have sent and that no checkpoint counts, by the text of the item's key. */
export class EarlierChanges {
  private readonly attempts = new Map<string, ChangeAttempt[]>();

  /** @param entries of the journal, all of one table */
  constructor(entries: readonly JournalEntry[]) {
    for (const { key, wrote, before, isVoid } of entries) {
      const id = itemText(key);
      const attempts = this.attempts.get(id) ?? [];
      if (isVoid) this.attempts.set(id, withoutLast(attempts, wrote));
      else if (before) this.attempts.set(id, [...attempts, { before, wrote }]);
    }
  }

  /** @param keyText see `itemText` */
  of(keyText: string): readonly ChangeAttempt[] {
    return this.attempts.get(keyText) ?? [];
  }
}

/** DynamoDB refused the last one with this result. */
function withoutLast(attempts: readonly ChangeAttempt[], wrote: string | undefined): ChangeAttempt[] {
  const at = attempts.findLastIndex((attempt) => attempt.wrote === wrote);
  return attempts.filter((_, index) => index !== at);
}
