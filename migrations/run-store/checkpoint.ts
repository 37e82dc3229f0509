import type { JournalMark } from "./journal/journal-mark";

/** Figures as in `Tally`. */
export interface SettledTally {
  readonly rows: number;
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
}

/** How far an entity has come. */
export interface EntityCheckpoint {
  /** Every row up to this one, counted from 1, is settled. */
  readonly settledUpTo: number;
  /** Position from which reading can be resumed, after a row at or below that one; see `Position` of the sources. */
  readonly position?: { readonly row: number; readonly cursor: string };
  /** Items among those rows that had a key of their own; as many are in the store's key log. */
  readonly keys: number;
  /** The rows' tally; see `Tally`. */
  readonly rows: number;
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
  /** The tally of all rows that are settled, those above `settledUpTo` too. @default that of the rows up to it */
  readonly settled?: SettledTally;
  /** Rows in all, an estimate until the source has been read to its end. Absent if it is not known. */
  readonly totalRows?: number;
  /** Whether the source was read to its end, and all of it is settled. */
  readonly done: boolean;
  /** The source's version when the run started; see `Source.version`. */
  readonly sourceVersion: string;
}

/** The states of a run, as {@link CheckpointState} describes them. */
export const runStates = [
  "running",
  "interrupted",
  "stopped",
  "finished",
  "rolling-back",
  "rolled-back",
] as const;

/**
 * The state of a run.
 * - `running`: a process works on it. A killed process leaves this state in its checkpoint, see `runState`
 * - `interrupted`: its process was asked to stop, or exited unexpectedly
 * - `stopped`: an error ended it
 * - `finished`: all rows are settled
 * - `rolling-back`: `rollback` has started to undo it; it cannot be resumed
 * - `rolled-back`: `rollback` has undone it
 */
export type CheckpointState = (typeof runStates)[number];

/** What is needed to resume a run after a kill. It holds no data, no secrets, no connection strings. */
export interface Checkpoint {
  /** 1 was written by versions that did not record how much of the journal a checkpoint relies on. */
  readonly formatVersion: 1 | 2;
  /** The run's name, which also is its folder's. */
  readonly run: string;
  readonly migration: string;
  /** SHA-256 of the migration file. */
  readonly definition: string;
  /** What the run writes to: the region or the endpoint, and table names by table id. */
  readonly target: {
    readonly place: string;
    readonly region: string;
    readonly tables: Readonly<Record<string, string>>;
    /** The identity of each table that was written to, by table id; see `tableIdentity`. */
    readonly tableIds?: Readonly<Record<string, string>> | undefined;
  };
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly state: CheckpointState;
  /**
   * Which run of its run folder it is, counted from 1, so that their order does not depend on the clock. Absent in
   * checkpoints of earlier versions, which come first.
   */
  readonly number?: number | undefined;
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Milliseconds that the processes of the run have worked on it; the time between them does not count. */
  readonly activeMs?: number;
  readonly entities: Readonly<Record<string, EntityCheckpoint>>;
  /** Absent if the run keeps no journal. */
  readonly journal?: JournalMark | undefined;
  /** What a sync found besides; absent in other runs. */
  readonly sync?: SyncTally | undefined;
}

/** What a sync counts besides the figures of a run. */
export interface SyncTally {
  /** Items that were in the tables as they should be; they are among the skipped ones. */
  readonly unchanged: number;
  /** Items that the source no longer has. */
  readonly vanished: number;
  /** Of these, those that were deleted. */
  readonly deleted: number;
}

/** A row, or one of the items that it became, that did not arrive, as a line of rejects.jsonl. */
export interface RejectLine {
  readonly entity: string;
  readonly row: number;
  /** Which of the row's items, counted from 1, where it became several. */
  readonly item?: number;
  readonly code: string;
  readonly message: string;
  /** How to fix rows that are rejected for this reason. Absent in files of earlier versions. */
  readonly remedy?: string;
  /**
   * How the source itself identifies the row: the columns of its primary key, or `file` and `line`. Absent if the
   * source
   * has neither.
   */
  readonly sourceKey?: Readonly<Record<string, unknown>>;
  /** The key by which the source finds the row again; see `SourceRow.key`. Absent if it cannot. */
  readonly rowKey?: string;
  /** The row as it was read; numbers beyond JavaScript's are text. */
  readonly value: unknown;
}

/** What the service said of an item of a row above the one up to which everything is settled. */
export interface Acknowledgement {
  readonly entity: string;
  readonly row: number;
  /** Which of the row's items, counted from 1. */
  readonly item: number;
  /** The digest of its key, to tell whether the row is still the same. */
  readonly key: string;
  /** See `Ending`. */
  readonly ending: string;
  /** Why it did not arrive, where that is so. */
  readonly message?: string;
}

/** Where a run keeps what must survive it. */
export interface RunStore {
  /** The run's name. */
  readonly run: string;
  /** For messages: where a person finds it. */
  readonly folder: string;
  readonly checkpoint: Checkpoint | undefined;
  /** What was acknowledged before a kill and is not counted by the checkpoint, and some that is. */
  readonly acknowledged: readonly Acknowledgement[];
  /** Notes what the service said, before anybody else hears of it. After the current step it survives a kill. */
  acknowledge(acknowledgement: Acknowledgement): void;
  /** Notes the digest of a key, in base64url. It is on disk before the next checkpoint that counts it. */
  addKey(entity: string, digest: string): void;
  /**
   * The digests noted by earlier processes, as bytes and in their order; those after the first `count` are
   * discarded.
   */
  keys(entity: string, count: number): AsyncIterable<Uint8Array>;
  /**
   * Replaces the checkpoint; after it resolves, the new one survives a kill. A kill before leaves the old one, with
   * all acknowledgements since.
   * @param ahead the acknowledgements that it does not count
   * @param onDisk resolves once everything else that the checkpoint relies on is on disk. @default nothing else
   */
  save(
    checkpoint: Checkpoint,
    ahead: readonly Acknowledgement[],
    onDisk?: () => Promise<void>,
  ): Promise<void>;
  /** Notes a reject. It is on disk before the next checkpoint that counts it. */
  addReject(line: RejectLine): void;
  /** Forgets the rejects above the checkpoint, whose rows will be read again. */
  forgetRejectsAbove(settledUpTo: ReadonlyMap<string, number>): Promise<void>;
  /** Writes the result of a finished run. */
  saveResult(result: object): Promise<void>;
  /** Lets others use the run's folder. */
  close(): Promise<void>;
}
