import type { Clock } from "../../../cutover/clock";

interface Timer {
  readonly due: number;
  readonly wake: () => void;
}

/** A clock that a test moves. */
export class FakeClock implements Clock {
  private time = 0;
  private timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  wall(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.time);
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
    });
  }

  /** Lets time pass, and what waits for it run. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const next = this.timers.toSorted((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      this.time = Math.max(this.time, next.due);
      next.wake();
    }
    this.time = end;
    await settled();
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
