import type { HeldLease } from "../../run-store/remote/lease";
import type { SendGuard } from "./item-service";

/**
 * Lets a worker send requests for items only while it holds the lease of its shard. The check, the signature and the
 * write to the socket are one step, so that nothing signed later than the lease lasts is sent.
 */
export class SendFence implements SendGuard {
  private lease: HeldLease | undefined;
  private unanswered = 0;

  /** Sends under this lease from now on. */
  enter(lease: HeldLease): void {
    this.lease = lease;
    this.unanswered = 0;
  }

  /** Whether every request under the lease has had a response, once none is in flight. */
  get isQuiet(): boolean {
    return this.unanswered === 0;
  }

  readonly beforeSending = (): void => this.lease?.check();

  readonly onUnanswered = (): void => void this.unanswered++;
}

/** A guard that keeps two: what either forbids is not sent, and both hear of what had no response. */
export function guardedBy(first: SendGuard, second: SendGuard): SendGuard {
  return {
    beforeSending: () => {
      first.beforeSending?.();
      second.beforeSending?.();
    },
    onUnanswered: (operation, error) => {
      first.onUnanswered?.(operation, error);
      second.onUnanswered?.(operation, error);
    },
  };
}
