import type { Comparison } from "../files/comparison";
import type { RowValue } from "../items/row";
import type { ChangeLog, KeyedRows, RowKey, RowLookup, WatchedEntity } from "./change-log";
import type { RowsFrom } from "./rows-from";
import type { SchemaTable } from "./source-schema";

export type { RowsFrom } from "./rows-from";

/** How a source identifies rows. */
export interface RowOrigin {
  /** The file, for sources whose rows have lines. */
  readonly file?: string;
  /** Columns of the row whose values differ in every row: those of a primary key, or the key of a query. */
  readonly keyColumns?: readonly string[];
  /** The key of a row by its value; of sources whose rows have no {@link SourceRow.key}. */
  readonly keyOf?: (value: RowValue) => RowKey | undefined;
}

/** A row and where it came from. */
export interface SourceRow {
  /** Counts from 1, in the source's own order, which is the same in every read. */
  readonly number: number;
  readonly value: RowValue;
  /** The row's own key, by which {@link Source.lookup} finds it. Absent if the source tells it otherwise, or has none. */
  readonly key?: RowKey;
  /** The line of the file on which the row ends, counted from 1. Absent for sources that do not consist of lines. */
  readonly line?: number;
  /** Reason why the row cannot be read, as one sentence; the value is then the row's text as read. */
  readonly malformed?: string;
  /** The row no longer exists; the value is the row as it was, or its key. @default false */
  readonly deleted?: boolean;
}

/** The position that a source resumes from. */
export interface Position {
  /** The last row read before. */
  readonly row: number;
  /** The source's own text for the position after that row. Only the source interprets it. It has no secrets. */
  readonly cursor: string;
}

/** Rows that follow each other. */
export interface SourceChunk {
  readonly rows: readonly SourceRow[];
  /** Position after these rows from which a read can resume. Absent if it cannot. */
  readonly cursor?: string;
  /**
   * The value of one of these rows, read again. With it, nobody needs to keep the rows while what they became is on its
   * way, in case that it is rejected. @default they are kept
   */
  readonly reread?: (row: number) => RowValue;
}

/** The rows of one entity, in chunks, so that a slow consumer slows the read. */
export interface RowStream extends AsyncIterable<SourceChunk> {
  /** Fraction that has been read, 0 to 1; `undefined` if unknown. */
  readonly fractionRead: number | undefined;
  /**
   * Identifies the content that has been read so far, by this reading and those before it; for {@link Source.compare}.
   * Absent for sources whose {@link Source.version} says as much.
   */
  readonly version?: string | undefined;
  /** Location of its rows; known after the first rows were read. Absent if the source has no keys and no lines. */
  readonly origin?: RowOrigin | undefined;
}

/** How rows are to be read. */
export interface Reading {
  readonly signal?: AbortSignal | undefined;
  /** Starts after this row, at a cursor that the same source returned at the same version. @default the first row */
  readonly after?: Position | undefined;
  /**
   * The version that was recorded with the position. A source whose content is no longer that one throws an
   * UnreachableError `source-changed`. @default the content is not checked
   */
  readonly version?: string | undefined;
  /**
   * Accepts that the source is written to meanwhile: the rows are those that were there when the reading started, if the
   * source is replaced as a whole. @default a source that can tell throws an UnreachableError `source-changed`
   */
  readonly mayChange?: boolean | undefined;
  /**
   * Only these rows; see `SourcePart`. They are counted from 1, and `after` is a position within them.
   * @default all rows
   */
  readonly range?: string | undefined;
  /** Reads the rows as they were in this state; see `HeldState`. @default as they are when the reading starts */
  readonly state?: string | undefined;
}

/** The state of a source at one moment, which any process can read as long as one process holds it. */
export interface HeldState {
  /** For {@link Reading.state}. It has no secrets. */
  readonly id: string;
  /** Ends it, for readings that start later. */
  close(): Promise<void>;
}

/** A part of an entity's rows, to be read on its own. */
export interface SourcePart {
  /** Location of the rows; a single file where the entity's rows are in several. */
  readonly from: RowsFrom;
  /** The source's own text for the rows within the location. Only the source interprets it. @default all rows */
  readonly range?: string;
  /** See {@link Reading.state}. */
  readonly state?: string | undefined;
}

/** The ranges of a part that was split while it was read. */
export interface SplitRest {
  /** The part itself: its rows up to the ones that were split off. */
  readonly range: string;
  /** The rows that were split off. */
  readonly childRange: string;
}

/** What a reading of a whole part recorded. */
export interface ReadPart {
  readonly part: SourcePart;
  /** See `RowStream.version`. */
  readonly version: string;
  readonly rows: number;
}

/**
 * Somewhere that rows come from. Every reading yields the same rows in the same order as long as
 * {@link Source.version} stays the same; that is what makes a run restartable.
 *
 * @example
 * for await (const chunk of source.rows({ file: "users/db.json", at: "$.users" }, { signal })) …
 */
export interface Source {
  /** Location of an entity's rows, without secrets, for messages. */
  describe(from: RowsFrom): string;

  /** Changes whenever the rows may have changed. @throws UnreachableError if they cannot be read. */
  version(from: RowsFrom): Promise<string>;

  /**
   * Compares the content with a version that was recorded earlier: by {@link Source.version}, or by
   * {@link RowStream.version} of a reading. @default the same if the versions are equal
   * @throws UnreachableError if they cannot be read.
   */
  compare?(from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison>;

  /**
   * The rows of an entity. Memory does not grow with their number. After a position the rows are those of a full
   * read, with the same numbers, and the rows before it are not read again.
   * @throws UnreachableError while iterating, if the source ends early or its content is not valid; rows
   * returned before are valid.
   */
  rows(from: RowsFrom, reading?: Reading): RowStream;

  /**
   * Splits an entity's rows into parts that can be read at the same time. Absent if the source cannot. The rows of the
   * parts, one part after the other, are those of a whole reading.
   * @param count number of parts to aim at; there may be fewer or more
   * @throws UnreachableError
   */
  split?(from: RowsFrom, count: number, signal?: AbortSignal): Promise<readonly SourcePart[]>;

  /**
   * Holds the present state of all rows for other processes. Absent if the source cannot.
   * @returns `undefined` if its server cannot
   * @throws UnreachableError
   */
  hold?(): Promise<HeldState | undefined>;

  /**
   * Splits off rows of a part after a position of its reading, about the second half of those that are left. Absent if the
   * source cannot.
   * @param cursor of the position; see `Position.cursor`
   * @returns `undefined` if the part cannot be split there, such as if too little is left
   * @throws UnreachableError
   */
  splitRest?(part: SourcePart, cursor: string, signal?: AbortSignal): Promise<SplitRest | undefined>;

  /**
   * The version of a whole reading, from those of all parts. Absent if every part's version is that of the source.
   * @returns `undefined` if the parts were not read from the same content
   */
  joinVersions?(from: RowsFrom, parts: readonly ReadPart[]): string | undefined;

  /** Whether the rows are only those that have changed, so that a row that is missing may still exist. @default they are all */
  isPartial?(from: RowsFrom): Promise<boolean>;

  /** The tables of the source with their keys. Absent if it has none, such as a folder of files. @throws UnreachableError */
  schema?(signal?: AbortSignal): Promise<readonly SchemaTable[]>;

  /**
   * Reads rows by the keys that the source's log has. Absent if it has no log.
   * @param itemKeyColumns columns that the keys of the rows' items are made of. A source whose log has their values
   * adds those that are not in the rows' own key to it; see `RowLookup.keyColumns`. @default none
   * @throws UnreachableError
   */
  lookup?(from: RowsFrom, signal?: AbortSignal, itemKeyColumns?: readonly string[]): Promise<RowLookup>;

  /**
   * Reads rows by their keys, from a source without a log. Absent if rows cannot be found without reading all of them.
   * @returns `undefined` if the rows have no key
   * @throws UnreachableError
   */
  rowsByKey?(from: RowsFrom): Promise<KeyedRows | undefined>;

  /**
   * The log of changes to the rows of these entities. Absent if the source has none.
   * @param name identifies what is created in the source; letters, digits and hyphens
   * @throws UnreachableError
   */
  changeLog?(watched: readonly WatchedEntity[], name: string, signal?: AbortSignal): Promise<ChangeLog>;
}

/** A source that compares its content with a version itself. */
export type ComparedSource = Source & Required<Pick<Source, "compare">>;
