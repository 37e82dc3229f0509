import { InterruptedError, RunnerError } from "../../errors";
import type { ChangeLog, LogPosition, LogStep } from "../../sources/change-log";
import type { RowApplier } from "./authority-applier";
import type { Applied, RejectedKey } from "./change-applier";
import { DirtyKeys, idOf } from "./dirty-keys";
import { LagRecorder } from "./lag-recorder";
import type { FollowObserver, FollowProgress, FollowResult } from "./follow-progress";
import type {
  FollowCounts,
  FollowPhase,
  FollowState,
  FollowStore,
  RejectedRow,
} from "../../run-store/follow/follow-state";

/** Rows that may be dirty before the log is read no further. */
const maxDirty = 200_000;
/** Rows that are read again together. */
const rowsAtOnce = 1000;
/** Wait after rows that were held, or while nothing is dirty. */
const idleMs = 25;
const showEveryMs = 200;
/** Between two saved positions while everything was carried over. */
const saveNewEveryMs = 100;

/** What following a source needs. */
export interface FollowSettings {
  readonly log: ChangeLog;
  /** Makes what reads and writes, again after a lost connection. */
  readonly open: () => Promise<{ readonly applier: RowApplier; readonly close: () => Promise<void> }>;
  readonly store: FollowStore;
  /** The state that was saved last. */
  readonly state: FollowState;
  /** Position to stop at. @default follow until it is asked to stop */
  readonly until?: LogPosition | undefined;
  /** What to do about a row that cannot become an item. @default "log" */
  readonly onError?: "log" | "stop";
  /** A lost connection is made again for this long without success. */
  readonly giveUpAfterMs: number;
  readonly saveEveryMs?: number;
  /** The wall clock. */
  readonly now: () => Date;
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly observer: FollowObserver;
  readonly signal: AbortSignal;
}

/** Carries changes over until it is asked to stop, or a position is reached. A failure is part of the result. */
export function followChanges(settings: FollowSettings): Promise<FollowResult> {
  return new Follow(settings).run();
}

class Follow {
  private dirty: DirtyKeys;
  private readonly rejected = new Map<string, RejectedRow>();
  private counts: FollowCounts;
  private phase: FollowPhase = "catching-up";
  private failure: RunnerError | undefined;
  /** The end of the log when this process started; `undefined` once that was reached. */
  private start: LogPosition | undefined;
  private readonly lag: LagRecorder;
  private lastSave = -Infinity;
  private lastShown = -Infinity;
  private savedPosition: LogPosition;
  /** Ends the reading of the log: it was asked to, or something failed. */
  private readonly ended = new AbortController();

  constructor(private readonly settings: FollowSettings) {
    const { state } = settings;
    this.dirty = new DirtyKeys(state.position);
    this.counts = state.counts;
    this.savedPosition = state.position;
    this.lag = new LagRecorder(state.lags);
    for (const row of state.rejected) {
      this.rejected.set(idOf(row), row);
      this.dirty.addKey(row.entity, row.key);
    }
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
        if (!isLostConnection(error)) throw error;
        if (this.savedPosition !== before) lostAt = undefined;
        lostAt ??= monotonic();
        if (monotonic() - lostAt >= giveUpAfterMs) throw error;
        observer.noted(`${(error as RunnerError).message}; trying again`);
        await sleep(waitMs, this.ended.signal);
      }
    }
  }

  /** With one set of connections. */
  private async once(): Promise<FollowResult["outcome"]> {
    const { open, log } = this.settings;
    if (this.phase === "catching-up") this.start ??= await log.end();
    const { applier, close } = await open();
    // What was read and not carried over is read again.
    this.dirty = this.dirty.rewound();
    const stopReading = new AbortController();
    const reading = AbortSignal.any([this.ended.signal, stopReading.signal]);
    let problem: { readonly error: unknown } | undefined;
    const read = this.read(log.changes(this.dirty.position, reading), reading).catch((error: unknown) => {
      problem = { error };
    });
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
    const { sleep } = this.settings;
    for await (const step of steps) {
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
    const batch = dirty.take(rowsAtOnce);
    let isIdle = true;
    if (batch.length > 0) isIdle = this.account(await this.applied(applier, batch), batch.length);
    else applier.forgetOwners();
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
      return await applier.apply(batch);
    } catch (error) {
      this.dirty.giveBack(batch);
      throw error;
    }
  }

  /** @returns whether all rows were held */
  private account(applied: Applied, rows: number): boolean {
    const { dirty } = this;
    dirty.giveBack(applied.held);
    for (const key of applied.settled) this.rejected.delete(idOf(key));
    applied.rejected.forEach((one) => this.reject(one));
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

  private reject({ key: { entity, key }, rejection: { code, message } }: RejectedKey): void {
    const row: RejectedRow = { entity, key, code, message };
    this.rejected.set(idOf(row), row);
    this.settings.observer.rejected(row);
    if (this.settings.onError === "stop") throw new RejectedRowError(row);
  }

  /** While nothing is dirty, a new position is saved soon: a flip stops all writes until it was. */
  private get isSaveDue(): boolean {
    const { monotonic, saveEveryMs = 1000 } = this.settings;
    const sinceMs = monotonic() - this.lastSave;
    const isNew = this.dirty.size === 0 && this.dirty.position !== this.savedPosition;
    return sinceMs >= (isNew ? Math.min(saveEveryMs, saveNewEveryMs) : saveEveryMs);
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
    return { phase, counts, dirty: dirty.size, rejected: this.rejected.size, lagMs };
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
    const { position } = this.dirty;
    if (this.start !== undefined && log.isReached(position, this.start)) {
      this.start = undefined;
      this.phase = "following";
    }
    const { lagMs } = this;
    this.lag.note(lagMs, monotonic() - this.lastSave, now());
    await store.save({
      ...{ formatVersion: 1, phase: this.phase, position },
      ...{ name: state.name, startedAt: state.startedAt },
      ...{ updatedAt: now().toISOString(), counts: this.counts, rejected: [...this.rejected.values()] },
      ...{ dirty: this.dirty.size, lagMs, lags: this.lag.lags },
    });
    const isNew = position !== this.savedPosition;
    this.savedPosition = position;
    this.lastSave = monotonic();
    if (isNew) await log.settled(position);
  }
}

/** With `--on-error stop`. */
class RejectedRowError extends RunnerError {
  constructor({ entity, key, message }: RejectedRow) {
    super("unreachable", "row-rejected", `${entity} ${key} cannot become an item: ${message}`);
  }
}

function isLostConnection(error: unknown): boolean {
  return (
    error instanceof RunnerError &&
    (error.code === "source-lost" ||
      error.code === "source-unreachable" ||
      // Without the control, it is not known which entities may be written.
      error.code === "control-unreachable")
  );
}
