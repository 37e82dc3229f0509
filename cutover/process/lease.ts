import type { Clock } from "../clock";

/**
 * How long a process may act by what it last read of the control. Measured from the start of a poll: what was read may
 * have been over a moment later.
 */
export class Lease {
  private renewedAt = Number.NEGATIVE_INFINITY;
  private isAssumed = false;

  constructor(
    private readonly clock: Clock,
    readonly milliseconds: number,
  ) {}

  get isValid(): boolean {
    return this.isAssumed || this.clock.now() - this.renewedAt < this.milliseconds;
  }

  /**
   * Whether the process must report before it reads the control. After half of a lease without a poll it may count as
   * dead by the time that its next report arrives; a freeze that counted it as dead must be what it reads.
   */
  get needsReportFirst(): boolean {
    return this.clock.now() - this.renewedAt > this.milliseconds / 2;
  }

  /** Renews the lease by a poll, unless the poll took more than half of it. */
  renew(startOfPoll: number): void {
    if (this.clock.now() - startOfPoll > this.milliseconds / 2) return;
    this.renewedAt = Math.max(this.renewedAt, startOfPoll);
    this.isAssumed = false;
  }

  /** Lets the process act without the control until the first poll that succeeds. */
  startWithout(): void {
    this.isAssumed = true;
  }
}
