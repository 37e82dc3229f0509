import { InterruptedError, UnreachableError } from "../errors";
import { backoffMs, type BackoffSettings } from "../http/backoff";
import { ConcurrencyLimit } from "./concurrency-limit";
import type { ItemWriter, Settled, Write } from "./item-writer";
import type { RateLimit } from "./rate-limit";
import { ServiceError } from "../http/service-error";
import { retryReason } from "../http/throttling-reasons";
import { writeUnits } from "../transform/item-size";
import { itemText } from "../transform/item-text";
import type { PutOutcome, Wire } from "./wire";
import { maxRequestBytes, requestOverheadBytes } from "./wire-size";

/** Things from outside that a writer needs; tests bring their own. */
export interface WriterEdge {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Waits between two tries of a request. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** How a {@link BatchWriter} writes. */
export interface BatchWriterSettings extends WriterEdge {
  readonly wire: Wire;
  /** For messages. */
  readonly tableName: string;
  /** Items per request, 1 to 25 (the service's limit). @default 25 */
  readonly batchSize?: number;
  /** Requests in flight at most. @default 8 */
  readonly concurrency?: number;
  readonly backoff?: BackoffSettings;
  /** Holds requests back, repeated ones too. @default as fast as the service takes them */
  readonly rate?: RateLimit;
  /** Attempts without any progress before the run gives up, resumable. @default 12 */
  readonly maxStalls?: number;
  /** Called once for every write that was accepted, after the service's word, in any order. */
  readonly onSettled: (write: Write, outcome: Settled) => void;
  /** Called before every repeated request. */
  readonly onRetry?: (reason: string, items: number) => void;
  /** Stops sending; requests in flight are still waited for. */
  readonly signal?: AbortSignal;
}

/** A write with its item as it goes over the wire. */
interface Pending extends Write {
  readonly text: string;
}

/**
 * Collects writes into batches and sees each batch through: leftovers are sent again, throttling and failures
 * waited out with jittered backoff, oversize requests split, and a refused batch taken apart until the item at
 * fault stands alone. Nothing it accepted is forgotten: it is settled, or `finish` throws.
 *
 * No two writes in it at one time may have the same key; the service refuses such a batch.
 */
export class BatchWriter implements ItemWriter {
  private readonly limit: ConcurrencyLimit;
  private readonly batchSize: number;
  private readonly maxStalls: number;
  private batch: Pending[] = [];
  private batchBytes = 0;
  private batchUnits = 0;
  private readonly fullUnits: number;
  private readonly inFlight = new Set<Promise<void>>();
  private failure: Error | undefined;
  /** Ends the waiting of other batches once one of them cannot go on. */
  private readonly failed = new AbortController();
  private readonly stopped: AbortSignal;

  constructor(private readonly settings: BatchWriterSettings) {
    this.batchSize = settings.batchSize ?? 25;
    this.maxStalls = settings.maxStalls ?? 12;
    this.fullUnits = settings.rate?.fullRequestUnits ?? Infinity;
    this.limit = new ConcurrencyLimit(settings.concurrency ?? 8, settings.now);
    const { signal } = settings;
    this.stopped = signal ? AbortSignal.any([signal, this.failed.signal]) : this.failed.signal;
  }

  write(write: Write): Promise<void> | undefined {
    if (this.stopped.aborted) return this.rejected();
    const text = itemText(write.item);
    const bytes = Buffer.byteLength(text) + requestOverheadBytes;
    const full =
      this.batch.length > 0 && this.batchBytes + bytes > maxRequestBytes ? this.flush() : undefined;
    this.batch.push({ sequence: write.sequence, item: write.item, bytes: write.bytes, text });
    this.batchBytes += bytes;
    this.batchUnits += writeUnits(write.bytes);
    if (this.batch.length < this.batchSize && this.batchUnits < this.fullUnits) return full;
    const flushed = this.flush();
    return full ? full.then(() => flushed) : flushed;
  }

  async finish(): Promise<void> {
    if (!this.stopped.aborted) await this.flush();
    await this.drain();
    this.throwIfStopped();
  }

  async drain(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  private rejected(): Promise<never> {
    return Promise.reject(this.failure ?? new InterruptedError());
  }

  private throwIfStopped(): void {
    if (this.failure) throw this.failure;
    if (this.settings.signal?.aborted) throw new InterruptedError();
  }

  private async flush(): Promise<void> {
    if (this.batch.length === 0) return;
    const batch = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    this.batchUnits = 0;
    await this.limit.take();
    const sending = this.send(batch)
      .catch((error: Error) => {
        this.failure ??= error;
        this.failed.abort();
      })
      .finally(() => {
        this.limit.release();
        this.inFlight.delete(sending);
      });
    this.inFlight.add(sending);
  }

  private async send(batch: readonly Pending[]): Promise<void> {
    let pending = batch;
    for (let stalls = 0; pending.length > 0;) {
      const taken = await this.settings.rate?.take(pending, this.stopped);
      this.throwIfStopped();
      const before = pending.length;
      try {
        const { outcomes, consumed } = await this.settings.wire.put(pending);
        if (taken && consumed) this.settings.rate?.correct(taken, consumed);
        pending = this.settle(pending, outcomes);
        if (pending.length === 0) return this.limit.succeeded();
        stalls = pending.length < before ? 0 : stalls + 1;
        await this.wait("left unprocessed", pending.length, stalls);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.kind === "too-large" || error.kind === "refused") return this.takeApart(pending, error);
        if (error.kind === "fatal" || ++stalls >= this.maxStalls) throw this.giveUp(error);
        await this.wait(retryReason(error), pending.length, stalls);
      }
    }
  }

  /** Accounts for what was answered and returns what is still to be sent. */
  private settle(sent: readonly Pending[], outcomes: readonly PutOutcome[]): Pending[] {
    return sent.filter((write, index) => {
      const outcome = outcomes[index] as PutOutcome;
      if (outcome.kind === "unprocessed") return true;
      this.settings.onSettled(write, outcome);
      return false;
    });
  }

  private async takeApart(batch: readonly Pending[], error: ServiceError): Promise<void> {
    const [only] = batch;
    if (only && batch.length === 1)
      return this.settings.onSettled(only, { kind: "refused", reason: error.message });
    const middle = Math.ceil(batch.length / 2);
    await this.send(batch.slice(0, middle));
    await this.send(batch.slice(middle));
  }

  private async wait(reason: string, items: number, stalls: number): Promise<void> {
    if (stalls >= this.maxStalls)
      throw this.giveUp(new ServiceError("throttled", "UnprocessedItems", "items were left unprocessed"));
    this.limit.throttled();
    this.settings.onRetry?.(reason, items);
    await this.settings.sleep(backoffMs(stalls, this.settings.random, this.settings.backoff), this.stopped);
  }

  private giveUp(error: ServiceError): UnreachableError {
    const { tableName } = this.settings;
    const patience = error.kind === "fatal" ? "" : ` after ${this.maxStalls} attempts without progress`;
    const message = `table ${tableName} does not take writes${patience}: ${error.code}: ${error.message}`;
    return new UnreachableError(error.kind === "fatal" ? "table-refuses" : "table-unreachable", message, {
      cause: error,
    });
  }
}
