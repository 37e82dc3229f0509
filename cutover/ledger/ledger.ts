/** Says that a record may differ between the stores. One entry per writer: a shared one would be removed by the first. */
export interface LedgerEntry {
  readonly entity: string;
  /** See `keyText`. */
  readonly key: string;
  /** The writer's token: process and number of the write. */
  readonly writer: string;
  /** The entity's control when the write started. */
  readonly revision: number;
  readonly epoch: number;
  /** When it was added, for people and for the age that gates look at. */
  readonly at: string;
}

/** Where the keys are kept whose records may differ. */
export interface Ledger {
  /** For messages: `table forum-ledger`, `file ledger.json`. */
  readonly description: string;
  /** Before the authority's write. @throws ControlUnreachableError */
  add(entry: LedgerEntry): Promise<void>;
  /** By its writer, when both stores hold the same. No error if there is none. */
  remove(entry: Pick<LedgerEntry, "entity" | "key" | "writer">): Promise<void>;
  /** All entries of an entity, by queries of its shards. */
  entries(entity: string): AsyncIterable<LedgerEntry>;
  /** Closes what the ledger itself has opened. */
  close?(): Promise<void>;
}
