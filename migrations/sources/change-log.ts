import type { RowValue } from "../items/row";
import type { RowsFrom } from "./rows-from";

/** The values of a row's key as one text, in the form of a reading's cursor: `["7"]`; see `cursorOf` of the databases. */
export type RowKey = string;

/**
 * A position in a source's log, as text that only the source interprets. It has no secrets, and is only valid for the
 * server, or the table, that returned it.
 */
export type LogPosition = string;

/** An entity whose rows are followed. */
export interface WatchedEntity {
  readonly entity: string;
  readonly from: RowsFrom;
  /** See {@link Source.lookup}. The changes have keys with these columns, too. @default none */
  readonly itemKeyColumns?: readonly string[];
}

/** A row that a log says was written. An update that changes the row's key is a delete and an insert. */
export interface RowChange {
  readonly entity: string;
  readonly kind: "insert" | "update" | "delete";
  /** The key of the entity's row. */
  readonly key: RowKey;
  /**
   * Identifies the row of the log's table that was written, for {@link ChangeLog.held}: another one than that of the
   * entity if the entity is a query.
   */
  readonly written: string;
  /**
   * The row as it was before an update or a delete. It has only those columns whose value in the log is proven to be the
   * value that a reading returns; absent if the log does not hold the row.
   */
  readonly before?: RowValue;
}

/** Changes that follow each other in a log. */
export interface LogStep {
  readonly changes: readonly RowChange[];
  /**
   * The position after these changes: from it, every later change is read. Absent within a transaction. Steps without
   * changes have one too, so that the saved position does not fall back while nothing is written to the watched tables.
   */
  readonly position?: LogPosition;
  /** When the transaction was committed, by the clock of the source. */
  readonly committedAt?: Date;
}

/** A requirement of following that does not hold. */
export interface LogProblem {
  /** The entity that it concerns. @default all */
  readonly entity?: string;
  /** What is expected, what was found, and the statement or setting that fixes it, as one sentence. */
  readonly message: string;
  /**
   * What happened to the entity's table if it was followed before, so that the entity alone cannot be followed any further,
   * and what makes it a table that can be read again.
   */
  readonly change?: string;
}

/** What a log says about itself, for `follow status` and for warnings. */
export interface LogState {
  /** What of the log comes after a position, in bytes. `undefined` if the source does not tell. */
  readonly bytesBehind?: number | undefined;
  /** Milliseconds until the source discards the log after the position. `undefined` if it does not tell. */
  readonly retentionLeftMs?: number | undefined;
  /** Sentences for people: an open transaction that holds the log up, a slot that was forgotten. */
  readonly notes: readonly string[];
}

/**
 * The log of a source's changes. What `follow` reads rows again by; the values of the rows never come from it.
 *
 * A connection that is lost throws an UnreachableError `source-lost` or `source-unreachable`: the caller repeats the call
 * from the last position. `log-lost` is final: the log does not have the position anymore. `log-table-changed` is a
 * change that cannot be followed (TRUNCATE, a column that is added, dropped or renamed); its message has the way out.
 */
export interface ChangeLog {
  /**
   * Checks what following needs, without changing anything.
   * @param copySeconds estimates how long the first copy takes, which the source must keep its log for; `undefined` if that
   * cannot be estimated. @default the log's retention is not checked
   * @throws UnreachableError if the source cannot be asked
   */
  check(copySeconds?: () => Promise<number | undefined>): Promise<readonly LogProblem[]>;

  /**
   * Creates in the source what following needs (PostgreSQL: publication and slot), and returns a position: rows that are
   * read after it resolves, together with the changes from there, miss nothing. What exists already is kept.
   */
  begin(): Promise<LogPosition>;

  /**
   * The position before all later changes, taken without creating or locking anything in the source. `undefined` if the source
   * cannot tell it. Absent if no source of this kind can.
   */
  passivePosition?(): Promise<LogPosition | undefined>;

  /**
   * The changes after a position, as they are committed, until the signal aborts. Steps of a transaction come together
   * and after it is committed. The next step is only read when it is asked for.
   * @param except entities whose changes are not followed, whatever happens to their tables. @default none
   * @throws EntityFault while iterating, if only some of the entities cannot be followed any further
   */
  changes(from: LogPosition, signal: AbortSignal, except?: ReadonlySet<string>): AsyncIterable<LogStep>;

  /**
   * Follows the tables of some entities as they are now, whose rows are read again after it resolves. Absent if the log has
   * the changes of every table, and positions do not depend on the tables.
   * @param entities that are not followed at present
   * @returns the same position, from which their changes can be read, too
   * @throws UnreachableError if a table does not exist
   */
  accept?(position: LogPosition, entities: readonly string[]): Promise<LogPosition>;

  /**
   * Which of these rows (see {@link RowChange.written}) a transaction still holds, so that a reading might not see what the log
   * already says. Absent if every change that {@link changes} returns is visible to later readings.
   */
  held?(written: readonly string[]): Promise<ReadonlySet<string>>;

  /** The end of the log now: everything committed before this call is before it. */
  end(): Promise<LogPosition>;

  /** Whether everything before `target` is also before `position`. */
  isReached(position: LogPosition, target: LogPosition): boolean;

  /** Tells the source that nothing before this position is needed anymore. Called after the position was saved. */
  settled(position: LogPosition): Promise<void>;

  state(position: LogPosition): Promise<LogState>;

  /** Removes what `begin()` created. Returns what was removed, for people; nothing if it was not there. */
  remove(): Promise<readonly string[]>;

  /** Closes connections. */
  close(): Promise<void>;
}

/** A row that was found by its key. */
export interface FoundRow {
  /** Its own key, which may be written in another way than the one asked for: collations, trailing spaces. */
  readonly key: RowKey;
  readonly value: RowValue;
  /** Reason why the row cannot be read; see `SourceRow.malformed`. */
  readonly malformed?: string;
}

/** Reads rows of an entity by their keys, with the values that `Source.rows` returns. */
export interface KeyedRows {
  /** The columns of the key, in the key's order. */
  readonly keyColumns: readonly string[];

  /**
   * Those of up to 100 rows that exist, by their keys. It sees every transaction that was visible when it was called.
   * @throws UnreachableError
   */
  rowsAt(keys: readonly RowKey[]): Promise<readonly FoundRow[]>;

  close(): Promise<void>;
}

/** Reads rows by the keys that the log of a source has. */
export interface RowLookup extends KeyedRows {
  /** The columns of the key, in the key's order. Those that were added to the row's own key are its last. */
  readonly keyColumns: readonly string[];

  /** Sets of columns each of which differs in every row: the row's own key, and unique indexes without nulls. */
  readonly uniqueKeys: readonly (readonly string[])[];

  /** The row's own key, without the columns that were added to it. */
  ownKey(key: RowKey): RowKey;

  /**
   * The columns of the key with the values that a reading of the row returns, and no others. Of an own key, those that were
   * added are null.
   * @throws Error if no attribute can hold one of them: such a row is malformed
   */
  keyRow(key: RowKey): RowValue;

  /** As in {@link KeyedRows}, by keys or by own keys. */
  rowsAt(keys: readonly RowKey[]): Promise<readonly FoundRow[]>;
}
