import type { Clock } from "../../../cutover/clock";

interface Timer {
  readonly due: number;
  readonly wake: () => void;
}

/**
 * A clock that a test moves; or, if it passes by itself, whose time passes as soon as everybody waits. Sleepers wake in the
 * order of their times.
 */
export class FakeClock implements Clock {
  private time = 0;
  private timers: Timer[] = [];

  constructor(private readonly passesByItself = false) {}

  now(): number {
    return this.time;
  }

  wall(): Date {
    return new Date(Date.UTC(2026, 10, 26) + this.time);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.timers = this.timers.filter((other) => other !== timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = { due: this.time + milliseconds, wake };
      this.timers.push(timer);
      signal?.addEventListener("abort", wake);
      if (this.passesByItself)
        setImmediate(() => {
          this.wakeNext();
        });
    });
  }

  /** Lets time pass, and what waits for it run. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      if (!this.wakeNext(end)) break;
    }
    this.time = end;
    await settled();
  }

  /** @returns whether a sleeper was due by then */
  private wakeNext(end = Number.POSITIVE_INFINITY): boolean {
    const next = this.timers.toSorted((a, b) => a.due - b.due)[0];
    if (!next || next.due > end) return false;
    this.time = Math.max(this.time, next.due);
    next.wake();
    return true;
  }

  /** Moves the time without waking anybody: the process was stopped meanwhile. */
  stall(milliseconds: number): void {
    this.time += milliseconds;
  }
}

/** Resolves when all that can run without time passing has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
