import type { WatchedEntity } from "../../../change-log";
import type { PostgresConnection } from "../postgres-connection";
import type { LogIdentity } from "./log-position";
import type { TableLayout } from "./table-layout";
import type { MissingTable, WatchedRows } from "./watched-rows";

/** How long the log is waited for. */
export interface ReplicationPacing {
  /** For open transactions, when a slot is created. @default 60,000 */
  readonly slotTimeoutMs: number;
  /** For the session of another follower that may have been killed. @default 15,000 */
  readonly lockTimeoutMs: number;
  /** Between two readings of a log that has nothing new. @default 100 */
  readonly idleMs: number;
}

export const defaultPacing: ReplicationPacing = { slotTimeoutMs: 60_000, lockTimeoutMs: 15_000, idleMs: 100 };

/** What the parts of a change log share. */
export interface ReplicationContext {
  /** The database, for messages. */
  readonly shown: string;
  readonly user: string;
  /** Name of the slot and of the publication. */
  readonly slot: string;
  readonly watched: readonly WatchedEntity[];
  readonly rows: readonly WatchedRows[];
  readonly tables: readonly TableLayout[];
  /** Tables that do not exist. Their entities are not among the others. */
  readonly missing: readonly MissingTable[];
  /** See `layoutDigest`. */
  readonly layout: string;
  readonly identity: LogIdentity;
  readonly pacing: ReplicationPacing;
  /** Opens a session of its own. */
  readonly open: (signal?: AbortSignal) => Promise<PostgresConnection>;
  /** Runs a step in the session that all share while the log is read in another one. */
  readonly ask: <Result>(step: (session: PostgresConnection) => Promise<Result>) => Promise<Result>;
}
