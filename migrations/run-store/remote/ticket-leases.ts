import type { Tickets } from "../shards/rate-tickets";
import { HeldLease, type LeaseDependencies } from "./lease";

/** Looks in the period of a lease. */
const looks = 12;

/** Tickets of a rate that processes of several machines share: each is a lease. */
export class TicketLeases implements Tickets {
  private held: HeldLease[] = [];
  readonly lookMs: number;

  constructor(
    readonly count: number,
    private readonly dependencies: LeaseDependencies,
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
    for (let ticket = 0; ticket < this.count && this.held.length < wanted; ticket++) {
      const name = `rate/${ticket}`;
      const lease = own.has(name) ? undefined : await HeldLease.take(name, this.dependencies);
      if (lease) this.held.push(lease);
    }
    return this.held.length;
  }

  async release(): Promise<void> {
    for (const lease of this.held.splice(0)) await lease.release("free").catch(() => undefined);
  }
}
