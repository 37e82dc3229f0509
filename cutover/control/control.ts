import type { Mode, Phase } from "../phase";

/** What the control says about one entity. Every change raises {@link revision} by one. */
export interface EntityControl {
  readonly entity: string;
  /**
   * The table that the entity's items are in, for commands that change a table without a migration file. Absent if an
   * earlier version added the entity.
   */
  readonly table?: string;
  readonly revision: number;
  readonly mode: Mode;
  readonly phase: Phase;
  /** Raised by each flip, in either direction. Writes to the tables carry it. */
  readonly epoch: number;
  /** Share of the keys that are read from the tables, 0 to 100 with two decimals. Only `shadow` has one other than 0. */
  readonly percent: number;
  /** Keys (see `keyText`) that are read from the tables, or never are, whatever the percentage. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Text that keys are hashed with, so that entities and cutovers select different keys. */
  readonly salt: string;
  /** Share of the reads that are compared in `shadow`, 0 to 1. */
  readonly compareSample: number;
  /**
   * Set while a flip is prepared and under way: every process polls this often instead of every 5 seconds, so that it
   * learns of the freeze and of its end in time. Milliseconds.
   */
  readonly pollMilliseconds?: number;
  /** Set while a flip waits: no write may start. */
  readonly freeze?: Freeze;
  /** Set when a ledger entry could not be written: only a full verify that starts later clears it. */
  readonly unverified?: Unverified;
  readonly gates: Gates;
}

/** A flip in progress. */
export interface Freeze {
  readonly to: "old" | "new";
  /** Who froze: a token that the thaw or the flip must name. */
  readonly by: string;
  /**
   * Milliseconds after which a process that waits lifts the freeze itself, by a change of the control: the flip that is
   * late then finds another revision and fails.
   */
  readonly maxMilliseconds: number;
}

/** The reason why the stores may differ without a ledger entry. */
export interface Unverified {
  readonly reason: string;
  readonly at: string;
}

/** Limits per 10-second window; above one, the read percentage is lowered by a step. */
export interface Gates {
  /** Failed calls of the new store, as a share. @default 0.001 */
  readonly maxErrorRate: number;
  /** 99th percentile of the new store's latency in milliseconds. @default 100 */
  readonly maxLatencyP99: number;
  /** Differences found by comparison. @default 0 */
  readonly maxDifferences: number;
  /** Age of the oldest ledger entry in seconds. @default 60 */
  readonly maxLedgerAge: number;
}

/**
 * What one process last reported. It reports with every poll, and at once when it has taken over a revision and when the
 * last write in flight of a frozen entity has ended. {@link beats} counts up with each report; the command that reads it
 * measures time on its own clock.
 */
export interface ProcessReport {
  readonly process: string;
  /** For people: host name and process id. */
  readonly label: string;
  readonly beats: number;
  /** When it was sent, by the clock of its host: for people only. Absent in reports of earlier versions. */
  readonly at?: string;
  readonly entities: readonly EntityReport[];
}

/** A process's state and counters of one entity, cumulative since the process started. */
export interface EntityReport {
  readonly entity: string;
  /** The revision by which the process acts. */
  readonly revision: number;
  /** Writes that have started and not ended. */
  readonly writesInFlight: number;
  readonly reads: { readonly old: number; readonly new: number };
  readonly writes: number;
  readonly errors: { readonly old: number; readonly new: number };
  /** Milliseconds, of the last finished 10-second window. */
  readonly latencyP99: { readonly old?: number; readonly new?: number };
  readonly compared: number;
  readonly differences: number;
  /** Comparisons dropped because the queue was full. */
  readonly dropped: number;
}

/** One change of the control. */
export interface ControlEvent {
  readonly entity: string;
  readonly revision: number;
  readonly at: string;
  /** Who made the change: a person's command, a process or a gate. */
  readonly by: string;
  /** For people: `read percentage 10 → 25`. */
  readonly change: string;
  /** What later steps rely on; absent for all other changes. */
  readonly kind?: ControlEventKind;
}

/**
 * - `phase`: the entity has entered another phase without a change of the authority
 * - `flip`: the authority has changed
 * - `backfilled`: every record of the authority was copied to the other store
 * - `verified`: a comparison of all records that started after the event before found no difference
 */
export type ControlEventKind = (typeof controlEventKinds)[number];

export const controlEventKinds = ["phase", "flip", "backfilled", "verified"] as const;

/** Where the control is kept. Reads are strongly consistent. */
export interface Control {
  /** For messages: `table forum-cutover`, `file cutover.json`. */
  readonly description: string;
  /** @throws ControlUnreachableError */
  read(): Promise<ReadonlyMap<string, EntityControl>>;
  /**
   * Stores the next state of an entity and its event, if the stored revision is `next.revision - 1` (0: none stored).
   *
   * @throws RevisionConflictError if somebody else has changed it meanwhile
   * @throws ControlUnreachableError
   */
  change(next: EntityControl, event: Omit<ControlEvent, "entity" | "revision">): Promise<void>;
  /** Stores a process's report. @throws ControlUnreachableError */
  report(report: ProcessReport): Promise<void>;
  /** Removes a process's report when it ends. */
  leave(process: string): Promise<void>;
  /** The last report of each process that has not left. @throws ControlUnreachableError */
  reports(): Promise<readonly ProcessReport[]>;
  /** Events of an entity, newest first. */
  history(entity: string): Promise<readonly ControlEvent[]>;
  /** Removes everything about an entity. */
  remove(entity: string): Promise<void>;
  /** Closes what the control itself has opened. */
  close?(): Promise<void>;
}
