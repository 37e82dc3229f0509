import type { Observer, Progress } from "../read/observer";
import type { Tally } from "../read/tally";
import type { Timeline } from "./timeline";

/** Lets a timeline hear what another observer hears. */
export class TimelineObserver implements Observer {
  constructor(
    private readonly observer: Observer,
    private readonly timeline: Timeline,
  ) {}

  started(entity: string, from: string, to: string): void {
    this.observer.started(entity, from, to);
  }

  progressed(entity: string, progress: Progress): void {
    this.timeline.rowsAt(entity, progress);
    this.observer.progressed(entity, progress);
  }

  ended(entity: string, tally: Tally): void {
    this.observer.ended(entity, tally);
  }

  retried(reason: string, items: number): void {
    this.timeline.retried(reason);
    this.observer.retried(reason, items);
  }

  noted(message: string): void {
    this.observer.noted(message);
  }
}
