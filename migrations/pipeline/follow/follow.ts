import { anySignal } from "../../any-signal";
import { InterruptedError, RunnerError } from "../../errors";
import type { LogPosition, LogStep } from "../../sources/change-log";
import { EntityFault } from "../../entity-fault";
import type { RowApplier } from "./authority-applier";
import type { Applied } from "./change-applier";
import { DirtyKeys } from "./dirty-keys";
import type { FollowSettings } from "./follow-settings";
import { LagRecorder } from "./lag-recorder";
import type { FollowProgress, FollowResult } from "./follow-progress";
import { isLostConnection } from "./lost-connection";
import { RejectedRowError } from "./rejected-row-error";
import { RejectedRows } from "./rejected-rows";
import { SuspendedEntities } from "./suspended-entities";
import type { FollowCounts, FollowPhase, RejectedRow } from "../../run-store/follow/follow-state";

/** See {@link FollowSettings.maxDirty}. */
const defaultMaxDirty = 50_000;
/** Rows that are read again together. */
const rowsAtOnce = 1000;
/**
 * Between two readings of fewer rows than that. Each reading has some statements and requests, whatever the number of
 * rows: a source that is written to all the time is asked less often, and for more rows. The first row after a pause does
 * not wait.
 */
const gatherMs = 50;
/** Wait after rows that were held, or while nothing is dirty. */
const idleMs = 25;
const showEveryMs = 200;
/** Between two saved positions while everything was carried over. */
const saveNewEveryMs = 100;

/** Carries changes over until it is asked to stop, or a position is reached. A failure is part of the result. */
export function followChanges(settings: FollowSettings): Promise<FollowResult> {
  return new Follow(settings).run();
}

class Follow {
  private dirty: DirtyKeys;
  private readonly rejected: RejectedRows;
  private readonly suspended: SuspendedEntities;
  private counts: FollowCounts;
  private phase: FollowPhase = "catching-up";
  private failure: RunnerError | undefined;
  /** The end of the log when this process started; `undefined` once that was reached. */
  private start: LogPosition | undefined;
  private readonly lag: LagRecorder;
  private lastSave = -Infinity;
  /** A state with many rejected rows takes a while. */
  private saveTookMs = 0;
  private lastShown = -Infinity;
  private lastTaken = -Infinity;
  private savedPosition: LogPosition;
  /** Ends the reading of the log: it was asked to, or something failed. */
  private readonly ended = new AbortController();

  constructor(private readonly settings: FollowSettings) {
    const { state } = settings;
    this.dirty = new DirtyKeys(state.position);
    this.counts = state.counts;
    this.savedPosition = state.position;
    this.lag = new LagRecorder(state.lags);
    this.suspended = new SuspendedEntities(state.suspended);
    this.rejected = new RejectedRows(state.rejected);
    this.rejected.retry(this.dirty, settings.monotonic());
  }

  async run(): Promise<FollowResult> {
    const { signal } = this.settings;
    const stop = (): void => this.ended.abort();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    let outcome: FollowResult["outcome"] = "stopped";
    try {
      await this.save();
      outcome = await this.untilEnd();
    } catch (error) {
      if (error instanceof InterruptedError) outcome = "interrupted";
      else if (error instanceof RunnerError) this.failure = error;
      else throw error;
    } finally {
      signal.removeEventListener("abort", stop);
      this.ended.abort();
    }
    this.phase = this.failure?.code === "log-lost" ? "lost" : "stopped";
    await this.saveAtEnd();
    const { failure } = this;
    return {
      ...{ ...this.progress, outcome, position: this.savedPosition },
      ...(failure && { failure }),
    };
  }

  /** Makes lost connections again. */
  private async untilEnd(): Promise<FollowResult["outcome"]> {
    const { monotonic, giveUpAfterMs, sleep, observer } = this.settings;
    let lostAt: number | undefined;
    for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 5000)) {
      const before = this.savedPosition;
      try {
        return await this.once();
      } catch (error) {
        if (this.settings.signal.aborted) throw new InterruptedError();
        if (await this.suspend(error)) continue;
        if (!isLostConnection(error)) throw error;
        if (this.savedPosition !== before) lostAt = undefined;
        lostAt ??= monotonic();
        if (monotonic() - lostAt >= giveUpAfterMs) throw error;
        observer.noted(`${(error as RunnerError).message}; trying again`);
        await sleep(waitMs, this.ended.signal);
      }
    }
  }

  /** @returns whether the error concerns some entities only, and the others can be followed */
  private async suspend(error: unknown): Promise<boolean> {
    const { onError, entities, observer, now } = this.settings;
    if (onError !== "suspend-entity") return false;
    const added = this.suspended.add(error, now());
    for (const one of added) {
      observer.suspended(one);
      this.dirty.drop(one.entity);
      this.rejected.drop(one.entity);
    }
    if (added.length > 0) await this.save();
    return added.length > 0 && entities.some((entity) => !this.suspended.has(entity));
  }

  /** With one set of connections. */
  private async once(): Promise<FollowResult["outcome"]> {
    const { open, log } = this.settings;
    if (this.phase === "catching-up") this.start ??= await log.end();
    const { applier, close } = await open(this.suspended.names);
    // What was read and not carried over is read again.
    this.dirty = this.dirty.rewound();
    const stopReading = new AbortController();
    const reading = anySignal(this.ended.signal, stopReading.signal);
    let problem: { readonly error: unknown } | undefined;
    const read = this.read(log.changes(this.dirty.position, reading, this.suspended.names), reading).catch(
      (error: unknown) => {
        problem = { error };
      },
    );
    try {
      for (;;) {
        const end = await this.step(applier, () => problem !== undefined);
        if (end) return end;
        if (problem && this.dirty.size === 0) throw problem.error;
      }
    } finally {
      stopReading.abort();
      await read;
      await close();
    }
  }

  private async read(steps: AsyncIterable<LogStep>, signal: AbortSignal): Promise<void> {
    const { sleep, maxDirty = defaultMaxDirty } = this.settings;
    for await (const all of steps) {
      const step = this.suspended.without(all);
      this.dirty.add(step);
      this.countChanges(step);
      while (this.dirty.size > maxDirty && !signal.aborted) await sleep(idleMs, signal);
      if (signal.aborted) return;
    }
    if (!signal.aborted) throw new Error("the log of changes ended by itself");
  }

  private countChanges({ changes }: LogStep): void {
    if (changes.length === 0) return;
    const of = (kind: string): number => changes.filter((change) => change.kind === kind).length;
    const { inserts, updates, deletes } = this.counts;
    this.counts = {
      ...this.counts,
      inserts: inserts + of("insert"),
      updates: updates + of("update"),
      deletes: deletes + of("delete"),
    };
  }

  /** Carries some rows over. @returns how it ended, if it did */
  private async step(
    applier: RowApplier,
    hasProblem: () => boolean,
  ): Promise<FollowResult["outcome"] | undefined> {
    const { settings, dirty } = this;
    await this.gather();
    if (dirty.size < rowsAtOnce) this.rejected.retry(dirty, settings.monotonic());
    const batch = dirty.take(rowsAtOnce);
    let isIdle = true;
    if (batch.length > 0) this.lastTaken = settings.monotonic();
    if (batch.length > 0) isIdle = this.account(await this.applied(applier, batch), batch.length);
    applier.forgetOwners(dirty.settledBelow);
    this.show();
    if (this.isSaveDue) await this.save();
    if (dirty.size === 0 && this.isReached()) {
      await this.save();
      return "caught-up";
    }
    if (this.ended.signal.aborted) throw new InterruptedError();
    if (isIdle && !hasProblem()) await settings.sleep(idleMs, this.ended.signal);
    return undefined;
  }

  private async applied(applier: RowApplier, batch: ReturnType<DirtyKeys["take"]>): Promise<Applied> {
    try {
      return await applier.apply(batch, this.dirty.next);
    } catch (error) {
      this.dirty.giveBack(batch);
      throw error;
    }
  }

  /** @returns whether all rows were held */
  private account(applied: Applied, rows: number): boolean {
    const { dirty } = this;
    dirty.giveBack(applied.held);
    for (const row of this.rejected.note(applied)) this.reject(row);
    for (const { entity, key } of applied.again) dirty.addKey(entity, key);
    dirty.settle(applied.settled);
    const { written, deleted, unchanged } = this.counts;
    this.counts = {
      ...this.counts,
      written: written + applied.written,
      deleted: deleted + applied.deleted,
      unchanged: unchanged + applied.unchanged,
    };
    return applied.held.length === rows;
  }

  /** Waits until there are more rows to read together. */
  private async gather(): Promise<void> {
    const { dirty, lastTaken, ended } = this;
    const { monotonic, sleep } = this.settings;
    const leftMs = gatherMs - (monotonic() - lastTaken);
    if (dirty.size > 0 && dirty.size < rowsAtOnce && leftMs > 0) await sleep(leftMs, ended.signal);
  }

  private reject(row: RejectedRow): void {
    this.settings.observer.rejected(row);
    const { onError } = this.settings;
    if (onError === "stop") throw new RejectedRowError(row);
    if (onError === "suspend-entity") throw new EntityFault([row.entity], new RejectedRowError(row));
  }

  /** While nothing is dirty, a new position is saved soon: a flip stops all writes until it was. */
  private get isSaveDue(): boolean {
    const { monotonic } = this.settings;
    const saveEveryMs = Math.max(this.settings.saveEveryMs ?? 1000, 10 * this.saveTookMs);
    const sinceMs = monotonic() - this.lastSave;
    const isNew = this.dirty.size === 0 && this.dirty.position !== this.savedPosition;
    return (
      sinceMs >= (isNew ? Math.min(saveEveryMs, Math.max(saveNewEveryMs, 10 * this.saveTookMs)) : saveEveryMs)
    );
  }

  private isReached(): boolean {
    const { log, until } = this.settings;
    return until !== undefined && log.isReached(this.dirty.position, until);
  }

  private show(): void {
    const { monotonic, observer } = this.settings;
    if (monotonic() - this.lastShown < showEveryMs) return;
    this.lastShown = monotonic();
    const { progress } = this;
    this.lag.seen(progress.lagMs);
    observer.progressed(progress);
  }

  private get lagMs(): number {
    const oldest = this.dirty.oldestCommit;
    return oldest === undefined ? 0 : Math.max(0, this.settings.now().getTime() - oldest);
  }

  private get progress(): FollowProgress {
    const { phase, counts, dirty, lagMs } = this;
    const suspended = this.suspended.all;
    return { phase, counts, dirty: dirty.size, rejected: this.rejected.size, suspended, lagMs };
  }

  /** Marks that cannot be made now are saved with the position, and made with the next one. */
  private async markUnanswered(): Promise<void> {
    try {
      await this.settings.unanswered?.make();
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      this.settings.observer.noted(`${error.message}; trying again to mark writes that had no response`);
    }
  }

  /** The state is saved before the source is told, which may not be there anymore. */
  private async saveAtEnd(): Promise<void> {
    try {
      await this.save();
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      this.failure ??= error;
    }
  }

  private async save(): Promise<void> {
    const { state, store, now, log, monotonic } = this.settings;
    await this.markUnanswered();
    const { position } = this.dirty;
    const startedMs = monotonic();
    const unanswered = this.settings.unanswered?.state;
    if (this.start !== undefined && log.isReached(position, this.start)) {
      this.start = undefined;
      this.phase = "following";
    }
    const { lagMs } = this;
    this.lag.note(lagMs, monotonic() - this.lastSave, now());
    await store.save({
      ...{ formatVersion: 1, phase: this.phase, position },
      ...{ name: state.name, startedAt: state.startedAt },
      ...{
        updatedAt: now().toISOString(),
        counts: this.counts,
        rejected: this.rejected.all,
        suspended: this.suspended.all,
      },
      ...(unanswered && { unanswered }),
      ...{ dirty: this.dirty.size, lagMs, lags: this.lag.lags },
    });
    const isNew = position !== this.savedPosition;
    this.savedPosition = position;
    this.lastSave = monotonic();
    this.saveTookMs = this.lastSave - startedMs;
    if (isNew) await log.settled(position);
  }
}
