import { once } from "node:events";
import type { RateClock } from "../../../../migrations/dynamodb/rate/unit-bucket";

/** A clock that only moves when somebody sleeps, and then by what was asked and `late` more. */
export class Clock implements RateClock {
  time = 1000;
  late = 0;
  /** Called after every sleep. */
  onSleep: () => void = () => undefined;
  readonly now = (): number => this.time;
  readonly sleep = (ms: number): Promise<void> => {
    this.time += ms + this.late;
    this.onSleep();
    return Promise.resolve();
  };
}

/** A clock on which only the first sleep ends; all others last until they are aborted. */
export class StoppedClock implements RateClock {
  readonly sleeps: Promise<unknown>[] = [];
  readonly now = (): number => 0;
  readonly sleep = async (_ms: number, signal?: AbortSignal): Promise<void> => {
    const isFirst = this.sleeps.length === 0;
    const ended = isFirst ? Promise.resolve() : once(signal as AbortSignal, "abort");
    this.sleeps.push(ended);
    await ended;
  };
}

/** Time that moves on to the next sleeper once everybody sleeps. */
export class SharedClock implements RateClock {
  time = 0;
  private readonly sleepers: { at: number; wake: () => void }[] = [];

  readonly now = (): number => this.time;
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((wake) => {
      this.sleepers.push({ at: this.time + ms, wake });
      signal?.addEventListener("abort", () => wake());
    });

  async runUntil(end: number): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      this.sleepers.sort((one, other) => one.at - other.at);
      if (!this.sleepers[0] || this.sleepers[0].at > end) break;
      const { at, wake } = this.sleepers.shift()!;
      this.time = at;
      wake();
    }
    this.time = end;
  }
}
