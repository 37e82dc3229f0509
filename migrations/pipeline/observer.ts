import type { Tally } from "./tally";

/** Hears how the work goes; shows it to people. */
export interface Observer {
  /** An entity's rows begin to be read. `what` is `run`, `plan` or `verify`. */
  started(entity: string, from: string, to: string): void;
  /** Called often. `fraction` is how much of the source has been read, where that is known. */
  progressed(entity: string, rows: number, fraction: number | undefined): void;
  /** An entity is done, or given up. */
  ended(entity: string, tally: Tally): void;
  /** A request is about to be repeated. */
  retried(reason: string, items: number): void;
  /** Something that a person should know. */
  noted(message: string): void;
}
