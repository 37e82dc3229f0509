import { once } from "node:events";
import type { RateClock } from "../../../../migrations/dynamodb/rate/unit-bucket";

/** A clock that only moves when somebody sleeps, and then by what was asked and `late` more. */
export class Clock implements RateClock {
  time = 1000;
  late = 0;
  readonly now = (): number => this.time;
  readonly sleep = (ms: number): Promise<void> => {
    this.time += ms + this.late;
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
