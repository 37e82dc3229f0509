import type { Item } from "../../items/item";
import type { PutOrigin, PutOutcome } from "./wire";

/** An item on its way, with the number by which its row is accounted for. */
export interface Write {
  readonly sequence: number;
  readonly item: Item;
  /** Stored bytes. */
  readonly bytes: number;
  readonly origin?: PutOrigin;
}

/** How a write ended. */
export type Settled = Exclude<PutOutcome, { kind: "unprocessed" }>;

/** Called once for every write that was accepted, after the service's word, in any order. */
export type OnSettled = (write: Write, outcome: Settled) => void;

/** Puts items into one table. */
export interface ItemWriter {
  /**
   * Accepts a write. Returns nothing where the next one may come at once, which is nearly always, and else what is to
   * be waited for: too many requests are in flight, or an earlier one was stopped, and it rejects with the reason.
   */
  write(write: Write): Promise<void> | undefined;
  /** Sends what is left and waits for every answer; more may be written then. @throws what stopped a request */
  finish(): Promise<void>;
  /** Waits for the requests in flight, sends no more, and does not throw. */
  drain(): Promise<void>;
}

/** Writes nothing, and says of every item that it was written. */
export class DryWriter implements ItemWriter {
  constructor(private readonly onSettled: OnSettled) {}

  write(write: Write): undefined {
    this.onSettled(write, { kind: "written" });
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }
}
