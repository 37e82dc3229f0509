import { backoffMs, type BackoffSettings } from "./backoff";
import type { Caller } from "./caller";
import { ServiceError } from "./service-error";

/** What patience takes from outside. */
export interface Patience {
  /** Of one request, the first included. */
  readonly attempts: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly backoff?: BackoffSettings;
}

/** Repeats what the service throttled or failed at, with jittered backoff. For requests that do no harm twice. */
export class PatientCaller implements Caller {
  constructor(
    private readonly service: Caller,
    private readonly patience: Patience,
  ) {}

  async call(operation: string, body: Buffer, signal?: AbortSignal): Promise<Buffer> {
    const { attempts, random, sleep, backoff } = this.patience;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.service.call(operation, body, signal);
      } catch (error) {
        if (attempt >= attempts || !(error instanceof ServiceError) || !mayPass(error)) throw error;
        await sleep(backoffMs(attempt, random, backoff), signal);
        signal?.throwIfAborted();
      }
    }
  }
}

function mayPass({ kind }: ServiceError): boolean {
  return kind === "throttled" || kind === "transient";
}
