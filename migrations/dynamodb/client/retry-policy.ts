import { InterruptedError } from "../../errors";
import { backoffMs, type BackoffSettings } from "./backoff";
import { ServiceError, serviceErrorOf } from "./service-error";

/** What a {@link RetryPolicy} needs from outside, and what it allows. */
export interface RetrySettings {
  /** Milliseconds since any fixed moment; never set back. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends early if the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly backoff?: BackoffSettings;
  /** Give up after this long without progress. `Infinity` never gives up. @default 300_000 */
  readonly giveUpAfterMs?: number | undefined;
  /**
   * The same while there has been no response at all, as with a wrong endpoint.
   *
   * @default 15_000, or less if giveUpAfterMs is
   */
  readonly firstContactMs?: number;
  /** Called before every wait. */
  readonly onWaiting?: (waiting: Waiting) => void;
}

/** A request that is about to be retried. */
export interface Waiting {
  /** What the request is about, for people: `table users`. */
  readonly what: string;
  readonly error: ServiceError;
  /** How long there has been no progress. */
  readonly stalledMs: number;
  /** After how much more of it the policy gives up. */
  readonly leftMs: number;
}

/** 5 minutes: most failovers, deployments and network outages are over by then. */
export const defaultGiveUpAfterMs = 300_000;
const defaultFirstContactMs = 15_000;

/**
 * When requests to one service are retried, how long to wait before, and when to give up. Throttling and failures
 * that
 * may pass are retried with exponential backoff and full jitter until a request has made no progress for
 * `giveUpAfterMs`; other errors are not retried.
 */
export class RetryPolicy {
  /** Whether the service has responded, be it with an error of its own. */
  private hasResponded = false;

  constructor(readonly settings: RetrySettings) {}

  /** Begins to count the attempts of one request. @param what it is about, for people */
  start(what: () => string): Retries {
    return new Retries(this, what);
  }

  /**
   * Attempts something until it succeeds.
   *
   * @throws what the attempt throws if it is not retried; a ServiceError once the policy gives up; InterruptedError
   * if the signal is aborted during a wait
   */
  async run<T>(what: () => string, attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const retries = this.start(what);
    for (;;) {
      retries.attempt();
      try {
        const result = await attempt();
        this.responded();
        return result;
      } catch (error) {
        const failure = serviceErrorOf(error);
        if (!failure.isRetryable) {
          this.seen(failure);
          throw error;
        }
        if (signal?.aborted) throw new InterruptedError("interrupted");
        const waitMs = retries.failed(failure);
        if (waitMs === undefined) throw retries.givenUp(failure);
        await retries.pause(waitMs, signal);
        if (signal?.aborted) throw new InterruptedError("interrupted");
      }
    }
  }

  /** Notes that the service has responded. */
  responded(): void {
    this.hasResponded = true;
  }

  /** Notes what an error says about the service's being there. */
  seen({ details }: ServiceError): void {
    if (details.response !== undefined) this.responded();
  }

  /** How long requests may stall with an error. */
  limitMs({ code }: ServiceError): number {
    const { giveUpAfterMs = defaultGiveUpAfterMs } = this.settings;
    if (this.hasResponded) return giveUpAfterMs;
    // A host that was never found is a misspelt one.
    if (code === "ENOTFOUND") return 0;
    return Math.min(giveUpAfterMs, this.settings.firstContactMs ?? defaultFirstContactMs);
  }
}

/** The attempts of one request: a wait after each that fails, and the time without progress. */
export class Retries {
  private failures = 0;
  private stalledMs = 0;
  private attemptedAt: number;

  constructor(
    private readonly policy: RetryPolicy,
    private readonly what: () => string,
  ) {
    this.attemptedAt = policy.settings.now();
  }

  /** Begins an attempt. Time between a wait and this is not counted, such as that for a rate limit. */
  attempt(): void {
    this.attemptedAt = this.policy.settings.now();
  }

  /** A part of the request succeeded: the time and the waits start over. */
  progressed(): void {
    this.policy.responded();
    this.failures = 0;
    this.stalledMs = 0;
    this.attempt();
  }

  /** Notes a failed attempt. @returns how long to wait before the next one; `undefined` if the policy gives up */
  failed(error: ServiceError): number | undefined {
    const { now, random, backoff, onWaiting } = this.policy.settings;
    this.policy.seen(error);
    this.stalledMs += now() - this.attemptedAt;
    const leftMs = this.policy.limitMs(error) - this.stalledMs;
    const { retryAfterMs = 0 } = error.details;
    if (leftMs <= 0 || retryAfterMs > leftMs) return undefined;
    onWaiting?.({ what: this.what(), error, stalledMs: this.stalledMs, leftMs });
    return Math.max(retryAfterMs, Math.min(backoffMs(++this.failures, random, backoff), leftMs));
  }

  /** Waits for so long; ends early if the signal is aborted. */
  async pause(waitMs: number, signal?: AbortSignal): Promise<void> {
    await this.policy.settings.sleep(waitMs, signal);
    this.stalledMs += waitMs;
  }

  /** The error, with how long it was retried. */
  givenUp(error: ServiceError): ServiceError {
    const { kind, code, message, details, cause } = error;
    const suffix = this.failures > 0 ? ` (retried for ${secondsText(this.stalledMs)})` : "";
    return new ServiceError(kind, code, message + suffix, details, { cause });
  }
}

/** `45 s`, `5 min` */
function secondsText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
