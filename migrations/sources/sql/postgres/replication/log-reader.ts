import type { RunnerError } from "../../../../errors";
import type { LogStep } from "../../../change-log";
import type { PostgresConnection } from "../postgres-connection";
import { type PostgresPosition, positionText } from "./log-position";
import { LogSteps, type TransactionStep } from "./log-steps";
import { type Lsn, lsnFrom, lsnText } from "./lsn";
import { grown, partitionsOf } from "./partition-tree";
import { pause } from "./pause";
import { PollPace } from "./poll-pace";
import { findPublication, isSameFor } from "./publication";
import type { ReplicationContext } from "./replication-context";
import { advanceSlot, checkSlot, copySlot, findSlot, logLost, slotFailure } from "./replication-slot";
import { setRestartPoint } from "./restart-point";
import { readingSlotName } from "./slot-name";
import { tableChanged, type TableEvent } from "./table-changed";
import { changedIn, layoutDigest, layoutsOf, type TableLayout } from "./table-layout";
import { TransactionSnapshot } from "./transaction-snapshot";
import { tablesOf, type WatchedRows } from "./watched-rows";
import { WatchedTables } from "./watched-tables";

/** Messages that are asked for at a time; the transaction that reaches the number comes whole. */
const messagesAtOnce = 10_000;

/** Messages that are held; of more, the rest stays with the server until it is asked for. */
const maxHeld = 20_000;

/**
 * Reads the log through a temporary copy of the slot. The copy moves on by reading; the slot itself only when a position
 * was saved, so that nothing is lost if the session ends.
 */
export class LogReader {
  private snapshot: TransactionSnapshot | undefined;
  /** Of the entities that are followed. */
  private readonly rows: readonly WatchedRows[];
  private readonly watched: WatchedTables;
  private readonly pace: PollPace;
  private at: Lsn;
  /** The reason to stop, once everything before it was returned. */
  private problem: RunnerError | undefined;

  private constructor(
    private readonly context: ReplicationContext,
    private readonly session: PostgresConnection,
    private readonly readingSlot: string,
    /** Its layout and publication stay part of every position, so that a change is found again after a restart. */
    private from: PostgresPosition,
    except: ReadonlySet<string>,
  ) {
    this.at = from.lsn;
    this.rows = context.rows.filter(({ entity }) => !except.has(entity));
    this.watched = new WatchedTables(this.rows, context.ask);
    this.pace = new PollPace(context.pacing.idleMs);
  }

  /** @throws UnreachableError `log-lost` */
  static async begin(
    context: ReplicationContext,
    session: PostgresConnection,
    from: PostgresPosition,
    except: ReadonlySet<string>,
  ): Promise<LogReader> {
    const { slot, shown } = context;
    checkSlot(await findSlot(session, slot, shown), slot, from.lsn, shown);
    if (from.lsn > (await flushedLsn(session)))
      throw logLost(shown, `the log ends before the saved position ${lsnText(from.lsn)}`);
    const pid = (await session.query("SELECT pg_backend_pid()")).rows[0]?.[0] ?? "";
    const readingSlot = readingSlotName(slot, pid);
    await copySlot(session, { slot, copy: readingSlot, lsn: from.lsn }, shown);
    await advanceSlot(session, readingSlot, from.lsn, shown);
    return new LogReader(context, session, readingSlot, from, except);
  }

  async *steps(signal: AbortSignal): AsyncGenerator<LogStep> {
    const { slot, shown } = this.context;
    while (!signal.aborted) {
      const flushed = await flushedLsn(this.session);
      checkSlot(await findSlot(this.session, slot, shown), slot, this.at, shown);
      this.problem ??= (await this.changedTable()) ?? (await this.changedPublication());
      let messages = 0;
      for await (const { step, count } of this.batch()) {
        messages = count;
        if (step) yield await this.visible(step, signal);
        if (signal.aborted) return;
      }
      if (messages === 0) yield* this.empty(flushed);
      if (this.pace.isPointDue(performance.now())) await this.setPoint();
      if (messages < messagesAtOnce) await pause(this.pace.waitMs(messages > 0), signal);
    }
  }

  /** The next readings decode less. */
  private async setPoint(): Promise<void> {
    const started = performance.now();
    await this.context.ask((session) => setRestartPoint(session, `${this.readingSlot}_p`));
    const ended = performance.now();
    this.pace.notePoint(ended, ended - started);
  }

  /** Everything that was flushed before a reading without changes has been read. */
  private *empty(flushed: Lsn): Generator<LogStep> {
    if (flushed > this.at) {
      this.at = flushed;
      yield { changes: [], position: this.position() };
    }
    if (this.problem) throw this.problem;
  }

  private async *batch(): AsyncGenerator<{ readonly step?: TransactionStep; readonly count: number }> {
    const steps = new LogSteps(this.watched);
    const started = performance.now();
    let held: TransactionStep[] = [];
    let count = 0;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const bytes of this.messages()) {
        if (count === 0) this.pace.noteReading(performance.now() - started);
        count++;
        const step = await steps.take(bytes);
        if (step) held.push(step);
        if (count % maxHeld !== 0) continue;
        for (const one of held) yield { step: one, count };
        held = [];
      }
    } catch (error) {
      failure = { error };
    }
    if (count === 0) this.pace.noteReading(performance.now() - started);
    for (const step of held) yield { step, count };
    if (failure) throw failure.error;
    yield { count };
  }

  private async *messages(): AsyncGenerator<Buffer> {
    const { slot, shown } = this.context;
    const sql = `SELECT data FROM pg_logical_slot_get_binary_changes($1, NULL, ${messagesAtOnce},
      'proto_version', '1', 'publication_names', $2)`;
    try {
      for await (const [data] of this.session.stream(sql, [this.readingSlot, slot], 1000))
        yield Buffer.from((data ?? "").slice("\\x".length), "hex");
    } catch (error) {
      throw slotFailure(shown, error);
    }
  }

  /** Waits until readings see the transaction: with a synchronous standby, it is in the log before. */
  private async visible(
    { xid, endLsn, changes, committedAt }: TransactionStep,
    signal: AbortSignal,
  ): Promise<LogStep> {
    for (let waitMs = 2; !this.snapshot?.sees(xid) && !signal.aborted; waitMs = Math.min(2 * waitMs, 200)) {
      if (this.snapshot && waitMs > 2) await pause(waitMs, signal);
      this.snapshot = await this.context.ask((session) => TransactionSnapshot.take(session));
    }
    const step = { changes, ...(committedAt && { committedAt }) };
    if (endLsn === undefined) return step;
    this.at = endLsn;
    return { ...step, position: this.position() };
  }

  private async changedTable(): Promise<RunnerError | undefined> {
    const { layout } = this.context;
    const tables = tablesOf(this.rows);
    const oids = tables.map(({ oid }) => oid);
    const found = layoutDigest(
      await layoutsOf(
        this.session,
        this.context.tables.map(({ oid }) => oid),
      ),
    );
    const partitions = grown(this.from.partitions, await partitionsOf(this.session, oids));
    const differing = [...changedIn(found, layout), ...changedIn(layout, this.from.layout)];
    const changed = tables.filter(({ oid }) => differing.includes(oid));
    if (partitions && changed.length === 0) {
      this.from = { ...this.from, partitions };
      return undefined;
    }
    const concerned = changed.length > 0 ? changed : tables;
    const entities = this.rows.filter(({ table }) => concerned.includes(table)).map(({ entity }) => entity);
    const names = concerned.map(({ shown }) => shown).join(", ");
    return tableChanged(names, await this.eventOf(concerned), [...new Set(entities)]);
  }

  /** What happened to tables, as far as the catalog tells. */
  private async eventOf(tables: readonly TableLayout[]): Promise<TableEvent> {
    const now = await layoutsOf(
      this.session,
      tables.map(({ oid }) => oid),
    );
    if (now.length < tables.length) return { what: "DROP TABLE", fix: "create it again" };
    const renamed = now.filter(
      ({ oid, shown }) => !tables.some((one) => one.oid === oid && one.shown === shown),
    );
    if (renamed.length > 0)
      return { what: `RENAME TO ${renamed.map(({ shown }) => shown).join(", ")}`, fix: "rename it back" };
    return { what: "a change of the columns, the key, the replica identity or the partitions" };
  }

  /** A table that is dropped is no longer in the publication. */
  private async changedPublication(): Promise<RunnerError | undefined> {
    const { slot, shown } = this.context;
    const found = await findPublication(this.session, slot);
    const oids = tablesOf(this.rows).map(({ oid }) => oid);
    if (found && isSameFor(oids, this.from.publication, found.version)) return undefined;
    const changed = await this.changedTable();
    if (changed) return changed;
    return logLost(
      shown,
      `the publication ${slot} was ${found ? "changed" : "dropped"} after the position was saved`,
    );
  }

  private position(): string {
    return positionText({ ...this.from, lsn: this.at });
  }
}

/** The end of the log on disk. The end in memory may have commits that a crash would undo. */
export async function flushedLsn(session: PostgresConnection): Promise<Lsn> {
  return lsnFrom((await session.query("SELECT pg_current_wal_flush_lsn()")).rows[0]?.[0]);
}
