import { RunnerError, UnreachableError } from "../../../../errors";
import type {
  ChangeLog,
  LogPosition,
  LogProblem,
  LogState,
  LogStep,
  WatchedEntity,
} from "../../../change-log";
import type { DatabaseAddress } from "../../database-address";
import { SharedSession } from "../../shared-session";
import type { PostgresConnection } from "../postgres-connection";
import type { PostgresDriver } from "../postgres-driver";
import { createSlotOrKeep, untilVisible } from "./create-or-keep";
import { identityOf } from "./log-identity";
import { type PostgresPosition, parsePosition, positionText } from "./log-position";
import { flushedLsn, LogReader } from "./log-reader";
import { problemsOf } from "./log-requirements";
import { stateOf } from "./log-state";
import type { Lsn } from "./lsn";
import { partitionsOf } from "./partition-tree";
import { rounds } from "./pause";
import { findPublication, setTables, withEntries } from "./publication";
import { defaultPacing, type ReplicationContext, type ReplicationPacing } from "./replication-context";
import { lockSlot, openReplicationSession } from "./replication-session";
import { advanceSlot, checkSlot, findSlot, logLost } from "./replication-slot";
import { removeReplication } from "./remove-replication";
import { slotName } from "./slot-name";
import { tableChanged } from "./table-changed";
import { layoutDigest, withLayouts } from "./table-layout";
import { tablesOf, type WatchedRows, watchedRows } from "./watched-rows";

/** Advancing the slot decodes the log up to the position: it takes at most a tenth of the time. */
const advanceFactor = 10;

/**
 * The changes of a PostgreSQL database, by a publication of the followed tables and a slot of the plugin pgoutput, read
 * by SQL. A transaction is only returned when readings see it, so that no row is held.
 */
export class PostgresChangeLog implements ChangeLog {
  private lastAdvance: { readonly at: number; readonly tookMs: number } | undefined;

  private constructor(
    private readonly context: ReplicationContext,
    private readonly shared: SharedSession<PostgresConnection>,
  ) {}

  /** @param name identifies slot and publication. @throws UnreachableError */
  static async open(
    driver: PostgresDriver,
    address: DatabaseAddress,
    { watched, name, signal, pacing }: ChangeLogSettings,
  ): Promise<PostgresChangeLog> {
    const open = (own?: AbortSignal) => openReplicationSession(driver, address, own ?? signal);
    const shared = new SharedSession(() => open(), isOfConnection);
    const ask = <Result>(step: (session: PostgresConnection) => Promise<Result>) => shared.ask(step);
    try {
      const { rows, missing } = await ask((session) => watchedRows(session, watched, address.shown));
      const tables = tablesOf(rows);
      const context = {
        ...{
          shown: address.shown,
          user: address.user,
          slot: slotName(name),
          watched,
          rows,
          tables,
          missing,
          open,
          ask,
        },
        ...{ layout: layoutDigest(tables), identity: await ask(identityOf) },
        pacing: { ...defaultPacing, ...pacing },
      };
      return new PostgresChangeLog(context, shared);
    } catch (error) {
      await shared.close(false);
      throw error;
    }
  }

  check(): Promise<readonly LogProblem[]> {
    return this.context.ask((session) => problemsOf(session, this.context));
  }

  async begin(): Promise<LogPosition> {
    const [problem] = await this.check();
    if (problem) throw new UnreachableError("log-unusable", problem.message);
    return this.withLock(async (session) =>
      this.positionAt(await createSlotOrKeep(session, this.context), session),
    );
  }

  async *changes(
    from: LogPosition,
    signal: AbortSignal,
    except: ReadonlySet<string> = new Set(),
  ): AsyncGenerator<LogStep> {
    if (signal.aborted) return;
    const position = parsePosition(from);
    const gone = this.context.missing.find(({ entity }) => !except.has(entity));
    if (gone) throw tableChanged(gone.table, { what: "DROP TABLE or RENAME" }, [gone.entity]);
    let session: PostgresConnection | undefined;
    try {
      session = await this.context.open(signal);
      await this.checkIdentity(session, position);
      await this.lock(session, signal);
      const reader = await LogReader.begin(this.context, session, position, except);
      yield* reader.steps(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await session?.close(false);
    }
  }

  end(): Promise<LogPosition> {
    return this.context.ask(async (session) => {
      // This commit waits for the disk, and so for all before it, those with synchronous_commit=off included.
      await session.query("SELECT pg_logical_emit_message(true, 'dynamodb-migrate', '')");
      return this.positionAt(await flushedLsn(session), session);
    });
  }

  /** Transactions that wrote to a table before it was in the publication are waited for: a reading sees their rows. */
  async accept(position: LogPosition, entities: readonly string[]): Promise<LogPosition> {
    const { shown, slot, rows, tables, missing, layout, pacing } = this.context;
    const [gone] = missing.filter(({ entity }) => entities.includes(entity));
    if (gone)
      throw new UnreachableError(
        "source-wrong-shape",
        `${shown} has no table "${gone.table}", which ${gone.entity} is read from; create it again, or rename it back`,
      );
    const oidsOf = (some: readonly WatchedRows[]) => tablesOf(some).map(({ oid }) => oid);
    const own = oidsOf(rows.filter(({ entity }) => entities.includes(entity)));
    return this.withLock(async (session) => {
      if (await setTables(session, slot, tables)) await untilVisible(session, shown, pacing.slotTimeoutMs);
      const saved = parsePosition(position);
      const isOwn = new Set((await partitionsOf(session, own)).map(({ oid }) => oid));
      const all = (await partitionsOf(session, oidsOf(rows))).map(({ oid }) => oid);
      return positionText({
        ...saved,
        layout: withLayouts(saved.layout, own, layout),
        publication: withEntries(saved.publication, own, (await findPublication(session, slot))?.version),
        partitions: all.filter((oid) => isOwn.has(oid) || saved.partitions.includes(oid)),
      });
    });
  }

  isReached(position: LogPosition, target: LogPosition): boolean {
    return parsePosition(position).lsn >= parsePosition(target).lsn;
  }

  async settled(position: LogPosition): Promise<void> {
    const { lsn } = parsePosition(position);
    const now = performance.now();
    const { at = -Infinity, tookMs = 0 } = this.lastAdvance ?? {};
    if (now - at < advanceFactor * tookMs) return;
    const { slot, shown, ask } = this.context;
    await ask(async (session) => {
      checkSlot(await findSlot(session, slot, shown), slot, lsn, shown);
      await advanceSlot(session, slot, lsn, shown);
    });
    this.lastAdvance = { at: performance.now(), tookMs: performance.now() - now };
  }

  state(position: LogPosition): Promise<LogState> {
    return this.context.ask((session) => stateOf(session, this.context, parsePosition(position)));
  }

  remove(): Promise<readonly string[]> {
    return this.withLock((session) => removeReplication(session, this.context));
  }

  close(): Promise<void> {
    return this.shared.close(false);
  }

  private async positionAt(lsn: Lsn, session: PostgresConnection): Promise<LogPosition> {
    const { identity, layout, slot, tables } = this.context;
    const publication = (await findPublication(session, slot))?.version ?? "";
    const oids = tables.map(({ oid }) => oid);
    const partitions = (await partitionsOf(session, oids)).map(({ oid }) => oid);
    return positionText({ lsn, ...identity, layout, publication, partitions });
  }

  private async withLock<Result>(step: (session: PostgresConnection) => Promise<Result>): Promise<Result> {
    const session = await this.context.open();
    try {
      await this.lock(session);
      return await step(session);
    } finally {
      await session.close(false);
    }
  }

  private lock(session: PostgresConnection, signal?: AbortSignal): Promise<void> {
    const { slot, shown, pacing } = this.context;
    return lockSlot(session, slot, shown, rounds(pacing.lockTimeoutMs, 100, signal));
  }

  private async checkIdentity(session: PostgresConnection, saved: PostgresPosition): Promise<void> {
    const { system, timeline } = await identityOf(session);
    const { shown } = this.context;
    if (system !== saved.system)
      throw logLost(
        shown,
        `it is another server than the one whose position was saved (${system}, was ${saved.system})`,
      );
    if (timeline !== saved.timeline)
      throw logLost(
        shown,
        `a standby became the server, or a backup was restored (timeline ${timeline}, was ${saved.timeline})`,
      );
  }
}

export interface ChangeLogSettings {
  readonly watched: readonly WatchedEntity[];
  readonly name: string;
  /** Ends the connections. */
  readonly signal: AbortSignal | undefined;
  readonly pacing?: Partial<ReplicationPacing>;
}

/** Whether an error concerns the session, and not only the statement. */
function isOfConnection(error: unknown): boolean {
  return (
    error instanceof RunnerError &&
    ["source-lost", "source-unreachable", "source-refused", "interrupted"].includes(error.code)
  );
}
