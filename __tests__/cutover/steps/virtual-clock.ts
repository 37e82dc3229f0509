import type { Clock } from "../../../cutover/clock";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock whose time passes as soon as everybody waits. Sleepers wake in the order of their times. */
export class VirtualClock implements Clock {
  private time = 1000;
  private sleepers: Sleeper[] = [];

  now(): number {
    return this.time;
  }

  wall(): Date {
    return new Date(Date.UTC(2026, 10, 26) + this.time);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      if (signal?.aborted) return wake();
      const onAbort = (): void => sleeper.wake();
      const sleeper: Sleeper = {
        until: this.time + milliseconds,
        wake: () => {
          signal?.removeEventListener("abort", onAbort);
          this.sleepers = this.sleepers.filter((one) => one !== sleeper);
          wake();
        },
      };
      this.sleepers.push(sleeper);
      signal?.addEventListener("abort", onAbort);
      setImmediate(() => this.next());
    });
  }

  private next(): void {
    const [first] = this.sleepers.toSorted((a, b) => a.until - b.until);
    if (!first) return;
    this.time = Math.max(this.time, first.until);
    first.wake();
  }
}
