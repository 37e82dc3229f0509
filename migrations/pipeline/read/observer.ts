import type { Tally } from "./tally";

/** How far the work on an entity or a table has come. May be live: read it when it is needed. */
export interface Progress {
  /** Rows that are done: written, skipped or rejected; those of earlier processes of the run too. */
  readonly rows: number;
  /** Rows in all: an estimate until the source has been read to its end. `undefined` if it cannot be estimated. */
  readonly total: number | undefined;
  /** Whether `total` is no estimate. @default false */
  readonly isTotalExact?: boolean;
  /** Of `rows`, those that an earlier process settled and this process read again. @default 0 */
  readonly recalledRows?: number;
  /** The unit that is counted. @default row */
  readonly unit?: "row" | "item";
}

/** Receives the progress and shows it to the user. */
export interface Observer {
  /** Work on an entity or a table starts. */
  started(entity: string, from: string, to: string): void;
  /** Called often. */
  progressed(entity: string, progress: Progress): void;
  /** An entity is done, or given up. */
  ended(entity: string, tally: Tally): void;
  /** A request is about to be retried. */
  retried(reason: string, items: number): void;
  /** Something that a person should know. */
  noted(message: string): void;
}
