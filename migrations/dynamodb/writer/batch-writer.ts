import { anySignal } from "../../any-signal";
import { InterruptedError, UnreachableError } from "../../errors";
import { ConcurrencyLimit } from "../rate/concurrency-limit";
import type { ItemWriter, Settled, Write } from "./item-writer";
import type { RateLimit, TakenUnits } from "../rate/rate-limit";
import { type Retries, RetryPolicy } from "../client/retry-policy";
import { ServiceError } from "../client/service-error";
import { problemText } from "../client/problem-text";
import { retryReason } from "../client/throttling-reasons";
import { writeUnits } from "../../items/item-size";
import { LookupSize } from "./lookup-size";
import type { Lookup, PutOutcome, Wire } from "./wire";
import { maxRequestBytes, requestOverheadBytes } from "./wire-size";

/** Things from outside that a writer needs; tests bring their own. */
export interface WriterDependencies {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Waits between two tries of a request. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** How a {@link BatchWriter} writes. */
export interface BatchWriterSettings<W extends Write = Write> extends WriterDependencies {
  readonly wire: Wire;
  /** For messages. */
  readonly tableName: string;
  /** The permission that the wire needs, for messages. @default "dynamodb:BatchWriteItem" */
  readonly action?: string;
  /** Items per request, 1 to 25 (the service's limit). @default 25 */
  readonly batchSize?: number;
  /** Requests in flight at most. @default 8 */
  readonly concurrency?: number;
  /**
   * Items of a lookup at most, as many as the pace allows, where a lookup costs a request: one is made while the batches of the
   * one before are sent. @default four batches; one with a rate
   */
  readonly segmentItems?: number | undefined;
  /** When requests are retried, and for how long. @default for 5 minutes without progress */
  readonly retryPolicy?: RetryPolicy;
  /** Limits the rate of requests, including repeated ones. @default as fast as the service accepts them */
  readonly rate?: RateLimit;
  /** Called once for every write that was accepted, after the service's word, in any order. */
  readonly onSettled: (write: W, outcome: Settled) => void;
  /** Called before every repeated request. */
  readonly onRetry?: (reason: string, items: number) => void;
  /** Stops sending; requests in flight are still waited for. */
  readonly signal?: AbortSignal;
}

/** Batches that are looked up with one request; it may have 100 keys. */
const maxBatchesOfLookup = 4;
/** Items to write whose predecessors may be of the same size, and are in memory at one time. */
const maxBytesOfLookup = 1024 * 1024;
const maxBytesOfSegment = 8 * maxBytesOfLookup;

/**
 * Collects writes into batches and sees each batch through: leftovers are sent again, throttling and failures
 * waited out with jittered backoff, oversize requests split, and a refused batch taken apart until the item at
 * fault stands alone. Nothing it accepted is forgotten: it is settled, or `finish` throws.
 *
 * No two writes in it at one time may have the same key; the service refuses such a batch.
 */
export class BatchWriter<W extends Write = Write> implements ItemWriter<W> {
  private readonly limit: ConcurrencyLimit;
  private readonly batchSize: number;
  private readonly retryPolicy: RetryPolicy;
  private batch: W[] = [];
  private batchBytes = 0;
  private batchUnits = 0;
  /** The last batch, and how many times as large a full one would be. */
  private rest: { readonly batch: readonly W[]; readonly times: number } | undefined;
  /** Full batches that are to be looked up together. */
  private group: W[][] = [];
  private groupBytes = 0;
  private readonly groupSize: number;
  /** Of segments. */
  private readonly lookupSize: LookupSize | undefined;
  /** The segment before the last one, and the last one; each resolves when all of its requests are on their way. */
  private segments: readonly [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  private readonly fullUnits: number;
  private readonly inFlight = new Set<Promise<void>>();
  private failure: Error | undefined;
  /** Ends the waits of other batches once one of them has failed. */
  private readonly failed = new AbortController();
  private readonly stopped: AbortSignal;

  constructor(private readonly settings: BatchWriterSettings<W>) {
    this.batchSize = settings.batchSize ?? 25;
    this.retryPolicy = settings.retryPolicy ?? new RetryPolicy(settings);
    this.fullUnits = settings.rate?.fullRequestUnits ?? Infinity;
    // At a limited rate, minutes may be between the first and the last batch of a lookup.
    this.groupSize = settings.wire.look && !settings.rate ? maxBatchesOfLookup : 1;
    const { segmentItems } = settings;
    if (segmentItems !== undefined && settings.wire.look)
      this.lookupSize = new LookupSize(Math.max(1, Math.floor(segmentItems / this.batchSize)));
    this.limit = new ConcurrencyLimit(settings.concurrency ?? 8, settings.now);
    this.stopped = anySignal(settings.signal, this.failed.signal);
  }

  write(write: W): Promise<void> | undefined {
    if (this.stopped.aborted) return this.rejected();
    const bytes = write.textBytes + requestOverheadBytes;
    if (this.batch.length > 0 && this.batchBytes + bytes > maxRequestBytes) this.endBatch();
    this.batch.push(write);
    this.batchBytes += bytes;
    this.batchUnits += writeUnits(write.bytes);
    if (this.batch.length >= this.batchSize || this.batchUnits >= this.fullUnits) this.endBatch();
    return this.isDue ? this.flush() : undefined;
  }

  async finish(): Promise<void> {
    if (this.batch.length > 0) {
      const times = Math.min(this.batchSize / this.batch.length, this.fullUnits / this.batchUnits);
      this.rest = { batch: this.batch, times };
    }
    this.endBatch();
    if (!this.stopped.aborted) await this.flush();
    await this.drain();
    this.throwIfStopped();
  }

  async drain(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  /** Whether the batches are to be looked up now. */
  private get isDue(): boolean {
    if (this.lookupSize)
      return this.group.length >= this.lookupSize.batches || this.groupBytes > maxBytesOfSegment;
    return this.group.length >= this.groupSize || this.groupBytes > maxBytesOfLookup;
  }

  private rejected(): Promise<never> {
    return Promise.reject(this.failure ?? new InterruptedError());
  }

  private throwIfStopped(): void {
    if (this.failure) throw this.failure;
    if (this.settings.signal?.aborted) throw new InterruptedError();
  }

  private endBatch(): void {
    if (this.batch.length === 0) return;
    this.group.push(this.batch);
    this.groupBytes += this.batchBytes;
    this.batch = [];
    this.batchBytes = 0;
    this.batchUnits = 0;
  }

  /** Resolves when the group's first request may be sent. */
  private async flush(): Promise<void> {
    const { group } = this;
    if (group.length === 0) return;
    this.group = [];
    this.groupBytes = 0;
    if (this.lookupSize) return this.sendSegment(group, this.lookupSize);
    await this.limit.take();
    this.track(this.sendGroup(group));
  }

  /** Keeps a failure, which ends the writer, until it is asked for. @param onEnd called after that */
  private track(work: Promise<void>, onEnd: () => void = () => {}): void {
    const sending = work
      .catch((error: Error) => {
        this.failure ??= error;
        this.failed.abort();
      })
      .finally(() => {
        onEnd();
        this.inFlight.delete(sending);
      });
    this.inFlight.add(sending);
  }

  /** Sends batches that are looked up together; the slot of the first request is already acquired. */
  private async sendGroup([first = [], ...others]: readonly (readonly W[])[]): Promise<void> {
    let lookup: Lookup | undefined;
    try {
      if (others.length > 0) lookup = await this.settings.wire.look?.(first.concat(...others));
    } catch (error) {
      this.limit.release();
      throw error;
    }
    const release = () => this.limit.release();
    this.track(this.send(first, lookup), release);
    for (const batch of others) {
      await this.limit.take();
      this.track(this.send(batch, lookup), release);
    }
  }

  /** Looks batches up while those of the segment before are sent. Resolves when that can start. */
  private async sendSegment(batches: readonly (readonly W[])[], size: LookupSize): Promise<void> {
    const [beforeLast, last] = this.segments;
    await beforeLast;
    const sent = this.sendInTurn(batches, last, size);
    this.segments = [last, sent.catch(() => undefined)];
    this.track(sent);
  }

  /** @param before resolves when the requests of the segment before are on their way */
  private async sendInTurn(
    batches: readonly (readonly W[])[],
    before: Promise<void>,
    size: LookupSize,
  ): Promise<void> {
    const { wire, rate, now } = this.settings;
    // Several times as fast as `flat`.
    const writes = ([] as W[]).concat(...batches);
    const lookup = await wire.look?.(writes);
    await before;
    for (const batch of batches) {
      // Before the room is taken, so that no more lookups are made than the rate can use.
      const taken = await rate?.take(batch, this.stopped);
      await this.limit.take();
      this.track(this.send(batch, lookup, taken), () => this.limit.release());
    }
    if (lookup) size.sent(now() - lookup.at, batches.length);
  }

  /** @param paid units that were taken from the rate for the first try */
  private async send(batch: readonly W[], lookup?: Lookup, paid?: TakenUnits): Promise<void> {
    const retries = this.retryPolicy.start(() => `table ${this.settings.tableName}`);
    let pending = batch;
    // What was looked up is good for the first attempt only.
    for (let looked = lookup, units = paid; pending.length > 0; looked = units = undefined) {
      const taken = units ?? (await this.settings.rate?.take(pending, this.stopped));
      this.throwIfStopped();
      retries.attempt();
      try {
        const { outcomes, consumed } = await this.settings.wire.put(
          pending,
          taken ? await this.inTurn(pending, taken, looked) : looked,
        );
        if (taken && consumed) this.settings.rate?.correct(taken, consumed);
        const before = pending.length;
        pending = this.settle(pending, outcomes);
        if (pending.length < before) retries.progressed();
        if (pending.length === 0) return this.limit.succeeded();
        await this.wait(retries, leftUnprocessed(), pending.length);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.kind === "too-large" || error.kind === "refused") return this.takeApart(pending, error);
        if (!error.isRetryable) throw this.giveUp(error);
        await this.wait(retries, error, pending.length);
      }
    }
  }

  /** Waits until a request may be sent after it was looked up, which takes different times. @returns what was looked up */
  private async inTurn(
    pending: readonly W[],
    taken: TakenUnits,
    looked: Lookup | undefined,
  ): Promise<Lookup | undefined> {
    const lookup = looked ?? (await this.settings.wire.look?.(pending));
    // Full batches come at equal distances, so that no second has more than the rate allows. The smaller one keeps that distance, too.
    const times = pending === this.rest?.batch ? this.rest.times : 1;
    await this.settings.rate?.space(taken, this.stopped, times);
    this.throwIfStopped();
    return lookup;
  }

  /** Accounts for the outcomes of a response and returns the puts that are still to be sent. */
  private settle(sent: readonly W[], outcomes: readonly PutOutcome[]): W[] {
    return sent.filter((write, index) => {
      const outcome = outcomes[index] as PutOutcome;
      if (outcome.kind === "unprocessed") return true;
      this.settings.onSettled(write, outcome);
      return false;
    });
  }

  private async takeApart(batch: readonly W[], error: ServiceError): Promise<void> {
    const [only] = batch;
    if (only && batch.length === 1)
      return this.settings.onSettled(only, { kind: "refused", reason: error.message });
    const middle = Math.ceil(batch.length / 2);
    await this.send(batch.slice(0, middle));
    await this.send(batch.slice(middle));
  }

  private async wait(retries: Retries, error: ServiceError, items: number): Promise<void> {
    const waitMs = retries.failed(error);
    if (waitMs === undefined) throw this.giveUp(retries.givenUp(error));
    this.limit.throttled();
    this.settings.onRetry?.(retryReason(error), items);
    await retries.pause(waitMs, this.stopped);
  }

  private giveUp(error: ServiceError): UnreachableError {
    const { tableName, action = "dynamodb:BatchWriteItem" } = this.settings;
    const problem = problemText(error, { action, table: tableName });
    const code = error.isRetryable ? "table-unreachable" : "table-refuses";
    return new UnreachableError(code, `table ${tableName} does not accept writes: ${problem}`, {
      cause: error,
    });
  }
}

function leftUnprocessed(): ServiceError {
  return new ServiceError("throttled", "left unprocessed", "DynamoDB returned all items as UnprocessedItems");
}
