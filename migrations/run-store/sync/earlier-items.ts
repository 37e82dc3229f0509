import {
  compareKeys,
  hasItem,
  positionOf,
  type RecordCursor,
  recordWords,
  tagOf,
} from "../../seen-keys/item-record";
import type { KeyTexts } from "../../seen-keys/key-texts";

/** Goes through the items that earlier runs have recorded for a table, in the order of their keys. */
export interface EarlierItems extends RecordCursor {
  /** The text of the current item's key; see `itemText`. */
  keyText(): string;
}

/** Records in the order of their keys, with the texts of these. */
export interface RecordsWithKeys {
  readonly cursor: RecordCursor;
  readonly texts: Pick<KeyTexts, "read">;
}

/** Tag of a record that cancels the one before it with the same key. */
export const voidTag = 1;

/** The items of an earlier sync, or none, with what was written and deleted since. */
export class OverlaidItems implements EarlierItems {
  readonly cells = new Uint32Array(recordWords);
  readonly offset = 0;
  private texts: RecordsWithKeys["texts"] | undefined;
  private hasBase: boolean;
  private hasLater: boolean;
  private hasMore = true;
  /** What became of the next key of the later records; absent if they cancel each other. */
  private folded: Uint32Array | undefined;
  private readonly key = new Uint32Array(recordWords);

  /**
   * @param base a record a key
   * @param later several records a key, the last one counts; a record without an item is of a delete
   */
  constructor(
    private readonly base: RecordsWithKeys | undefined,
    private readonly later: RecordsWithKeys,
  ) {
    this.hasBase = base?.cursor.next() ?? false;
    this.hasLater = later.cursor.next() && this.fold();
  }

  next(): boolean {
    while (this.hasBase || this.hasLater) {
      const order = this.order();
      if (order < 0) {
        this.show(this.base as RecordsWithKeys);
        this.hasBase = this.base?.cursor.next() ?? false;
        return true;
      }
      const { folded } = this;
      if (order === 0 && folded) this.hasBase = this.base?.cursor.next() ?? false;
      this.hasLater = this.hasMore && this.fold();
      if (folded && hasItem({ cells: folded, offset: 0 })) {
        this.cells.set(folded);
        this.texts = this.later.texts;
        return true;
      }
    }
    return false;
  }

  keyText(): string {
    return this.texts?.read(positionOf(this)) ?? "";
  }

  /** Negative if the next key is one of the base alone. */
  private order(): number {
    if (!this.hasBase || !this.hasLater) return this.hasBase ? -1 : 1;
    return compareKeys((this.base as RecordsWithKeys).cursor, { cells: this.key, offset: 0 });
  }

  private show({ cursor, texts }: RecordsWithKeys): void {
    for (let word = 0; word < recordWords; word++)
      this.cells[word] = cursor.cells[cursor.offset + word] as number;
    this.texts = texts;
  }

  /** Takes all later records of one key; the cursor is at the first one. */
  private fold(): boolean {
    const { cursor } = this.later;
    this.key.set(cursor.cells.subarray(cursor.offset, cursor.offset + recordWords));
    let last: Uint32Array | undefined;
    let before: Uint32Array | undefined;
    do {
      if (tagOf(cursor) === voidTag) [last, before] = [before, undefined];
      else [before, last] = [last, cursor.cells.slice(cursor.offset, cursor.offset + recordWords)];
      this.hasMore = cursor.next();
    } while (this.hasMore && compareKeys(cursor, { cells: this.key, offset: 0 }) === 0);
    this.folded = last;
    return true;
  }
}
