import type { Item } from "../transform/item";
import type { PutOutcome } from "./wire";

/** An item on its way, with the number by which its row is accounted for. */
export interface Write {
  readonly sequence: number;
  readonly item: Item;
  /** Stored bytes. */
  readonly bytes: number;
}

/** How a write ended. */
export type Settled = Exclude<PutOutcome, { kind: "unprocessed" }>;

/** Called once for every write that was accepted, after the service's word, in any order. */
export type OnSettled = (write: Write, outcome: Settled) => void;

/** Puts items into one table. */
export interface ItemWriter {
  /** Accepts a write; waits while too many requests are in flight. @throws what stopped an earlier one */
  write(write: Write): Promise<void>;
  /** Sends what is left and waits for every answer; more may be written then. @throws what stopped a request */
  finish(): Promise<void>;
  /** Waits for the requests in flight, sends no more, and does not throw. */
  drain(): Promise<void>;
}

/** Writes nothing, and says of every item that it was written. */
export class DryWriter implements ItemWriter {
  constructor(private readonly onSettled: OnSettled) {}

  write(write: Write): Promise<void> {
    this.onSettled(write, { kind: "written" });
    return Promise.resolve();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }
}
