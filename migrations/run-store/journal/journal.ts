import type { JournalMark } from "./journal-mark";
import type { Item } from "../../items/item";

/** Which of a run's items a write is of. */
export interface Origin {
  readonly entity: string;
  readonly row: number;
  /** Which of the row's items, counted from 1. */
  readonly item: number;
}

/** The data of one write that a rollback needs. */
export interface JournalEntry {
  /** The table's name in AWS. */
  readonly table: string;
  /** The item's key attributes. */
  readonly key: Item;
  /**
   * See `itemDigest`: what the run wrote. An item that is no longer that was changed by another client. Absent if the
   * write deleted the item; `before` is then the deleted item.
   */
  readonly wrote?: string;
  /** The item that it replaced or deleted; absent if there was none. */
  readonly before?: Item;
  /** Absent in journals of earlier versions. */
  readonly origin?: Origin;
  /** Cancels the latest entry before it for the same item: DynamoDB refused the write, and nothing was done. */
  readonly isVoid?: true;
}

/** An entry as it is appended: the key is text already. */
export interface NewEntry extends Omit<JournalEntry, "key"> {
  /** The item's key attributes; see `itemText`. */
  readonly keyText: string;
  /** See `keyDigest`. @default the journal's index does not have the entry */
  readonly keyDigest?: string | undefined;
}

/** Entries of earlier processes that cannot be read, for the journal's end is damaged. */
export interface LostEntries {
  readonly bytes: number;
  /** Bytes that an entry takes. */
  readonly bytesOf: (entry: NewEntry) => number;
}

/** Keeps, from before a write is sent, what has to be known to roll it back. */
export interface Journal {
  /** After it resolves, the entries survive a kill. */
  append(entries: readonly NewEntry[]): Promise<void>;
}

/** The journal of a run, whose checkpoints rely on it. */
export interface RunJournal extends Journal {
  /** The mark for a checkpoint that settles these rows; valid once {@link sync} has resolved. */
  mark(settledUpTo: ReadonlyMap<string, number>): JournalMark;
  /** After it resolves, everything that was appended before survives a power cut. @throws UnreachableError */
  sync(): Promise<void>;
}
