import type { RateEdge } from "../../../migrations/capacity/unit-bucket";

/** A clock that only moves when somebody sleeps, and then by what was asked and `late` more. */
export class Clock implements RateEdge {
  time = 1000;
  late = 0;
  readonly now = (): number => this.time;
  readonly sleep = (ms: number): Promise<void> => {
    this.time += ms + this.late;
    return Promise.resolve();
  };
}
