import type { Tickets } from "../shards/rate-tickets";
import { HeldLease, type LeaseDependencies } from "./lease";

/** Looks in the period of a lease. */
const looks = 12;
/** Tickets of others that are read in one look: with all of them, the requests would grow with the square of the workers. */
const maxReads = 8;

/** Tickets of a rate that processes of several machines share: each is a lease. */
export class TicketLeases implements Tickets {
  private held: HeldLease[] = [];
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
  get fraction(): number {
    return this.held.filter(({ isValid }) => isValid).length / this.count;
  }

  async take(wanted: number): Promise<number> {
    const lost = this.held.filter(({ isValid }) => !isValid);
    this.held = this.held.filter(({ isValid }) => isValid);
    lost.forEach((lease) => lease.abandon());
    const own = new Set(this.held.map(({ name }) => name));
    for (
      let step = 0, reads = 0;
      step < this.count && this.held.length < wanted && reads < maxReads;
      step++
    ) {
      const name = `rate/${this.next}`;
      this.next = (this.next + 1) % this.count;
      if (own.has(name)) continue;
      const lease = await HeldLease.take(name, this.dependencies);
      if (lease) this.held.push(lease);
      else reads++;
    }
    return this.held.length;
  }

  async release(): Promise<void> {
    for (const lease of this.held.splice(0)) await lease.release("free").catch(() => undefined);
  }
}
