import type { ConditionalObjects } from "../../objects/conditional-objects";

/** A signature of a request is valid for so long; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
const signatureMs = 15 * 60_000;
/** The store says when an object was written in whole seconds. */
const roundingMs = 1000;

/** A process that lost a lease and may not know it yet. */
export interface Superseded {
  /** The name of the lease. */
  readonly lease: string;
  readonly fence: number;
}

/**
 * Records of processes that lost their leases, until no request of theirs can be carried out any more: a frozen process
 * may have signed a request before it lost the lease, and send it late. It is over once the process has said so, or once
 * the signature has expired by the clock of the store.
 */
export class LateRequests {
  constructor(private readonly objects: ConditionalObjects) {}

  /** Notes when a lease was taken over. */
  async started({ lease, fence }: Superseded): Promise<void> {
    await this.objects.write(`late/${lease}-${fence}-since`, "{}");
  }

  /** Called by the process that lost a lease, once it has the responses to all its requests. */
  async ended({ lease, fence }: Superseded): Promise<void> {
    await this.objects.put(`late/${lease}-${fence}-ended`, "{}");
  }

  /** Milliseconds until the last one is over; 0 if all are. */
  async leftMs(superseded: readonly Superseded[]): Promise<number> {
    if (superseded.length === 0) return 0;
    const listed = new Map((await this.objects.list("late/")).map(({ name, ...rest }) => [name, rest]));
    const open = superseded.filter(({ lease, fence }) => !listed.has(`late/${lease}-${fence}-ended`));
    if (open.length === 0) return 0;
    for (const one of open) if (!listed.has(`late/${one.lease}-${one.fence}-since`)) await this.started(one);
    const now = await this.now();
    const left = open.map(({ lease, fence }) => {
      const { writtenAtMs } = listed.get(`late/${lease}-${fence}-since`) ?? { writtenAtMs: now };
      return writtenAtMs + signatureMs + roundingMs - now;
    });
    return Math.max(0, ...left);
  }

  /** The time by the store's clock. */
  private async now(): Promise<number> {
    await this.objects.put("late/clock", "{}");
    const [clock] = await this.objects.list("late/clock");
    return clock?.writtenAtMs ?? 0;
  }
}
