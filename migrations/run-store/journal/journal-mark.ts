/** How much of a run's journal a checkpoint relies on. */
export interface JournalMark {
  /** Lines of the journal that were on disk when the checkpoint was saved. */
  readonly entries: number;
  /** Their bytes. */
  readonly bytes: number;
  /** The checksum of the last one; see `journalLines`. */
  readonly sum: string;
  /** The byte from which entries can belong to rows that the checkpoint does not count. */
  readonly openFrom: number;
}
