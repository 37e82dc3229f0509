import type { Tickets } from "../shards/rate-tickets";
import { HeldLease, isLeaseHeld, type LeaseDependencies } from "./lease";

/** Looks in the period of a lease. */
const looks = 12;
/** Tickets of others that are read in one look: with all of them, the requests would grow with the square of the workers. */
const maxReads = 8;
/** Held by one of the processes that have fewer tickets than their part. */
const shortLease = "rate/short";

/** Tickets of a rate that processes of several machines share: each is a lease. */
export class TicketLeases implements Tickets {
  private leases: HeldLease[] = [];
  private short: HeldLease | undefined;
  readonly lookMs: number;

  /** @param next the ticket that is tried first; workers that start elsewhere do not meet */
  constructor(
    readonly count: number,
    private readonly dependencies: LeaseDependencies,
    private next = 0,
  ) {
    this.lookMs = dependencies.watch.holdMs / looks;
  }

  /** Tickets that others may have taken over do not count. */
  get held(): number {
    return this.leases.filter(({ isValid }) => isValid).length;
  }

  async take(wanted: number): Promise<number> {
    const lost = this.leases.filter(({ isValid }) => !isValid);
    this.leases = this.leases.filter(({ isValid }) => isValid);
    lost.forEach((lease) => lease.abandon());
    const own = new Set(this.leases.map(({ name }) => name));
    for (
      let step = 0, reads = 0;
      step < this.count && this.leases.length < wanted && reads < maxReads;
      step++
    ) {
      const name = `rate/${this.next}`;
      this.next = (this.next + 1) % this.count;
      if (own.has(name)) continue;
      const lease = await HeldLease.take(name, this.dependencies);
      if (lease) this.leases.push(lease);
      else reads++;
    }
    return this.leases.length;
  }

  async ask(isShort: boolean): Promise<void> {
    if (this.short && isShort && this.short.isValid) return;
    const before = this.short;
    this.short = undefined;
    await before?.release("free").catch(() => undefined);
    if (isShort) this.short = await HeldLease.take(shortLease, this.dependencies);
  }

  async isAsked(): Promise<boolean> {
    return !this.short && (await isLeaseHeld(shortLease, this.dependencies));
  }

  async leave(): Promise<void> {
    await this.leases
      .pop()
      ?.release("free")
      .catch(() => undefined);
  }

  async release(): Promise<void> {
    await this.ask(false);
    while (this.leases.length > 0) await this.leave();
  }
}
