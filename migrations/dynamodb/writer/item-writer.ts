import type { Put, PutOutcome } from "./wire";

/** An item on its way into a table. */
export interface Write extends Put {
  /** Stored bytes. */
  readonly bytes: number;
  /** Write units that it costs in the table and in all of its indexes. */
  readonly units: number;
}

/** How a write ended. */
export type Settled = Exclude<PutOutcome, { kind: "unprocessed" }>;

/** Called once for every write that was accepted, after the service's word, in any order. */
export type OnSettled<W extends Write = Write> = (write: W, outcome: Settled) => void;

/** Makes the writer of a table. @param onRetry called before every repeated request */
export type MakeWriter<Table> = <W extends Write>(
  table: Table,
  onSettled: OnSettled<W>,
  onRetry: (reason: string, items: number) => void,
) => ItemWriter<W>;

/** Puts items into one table. */
export interface ItemWriter<W extends Write = Write> {
  /**
   * Accepts a write. Returns nothing where the next one may come at once, which is nearly always, and else what is to
   * be waited for: too many requests are in flight, or an earlier one was stopped, and it rejects with the reason.
   */
  write(write: W): Promise<void> | undefined;
  /** Sends the queued items and waits for every response. Further items may be written afterwards. @throws what stopped a request */
  finish(): Promise<void>;
  /** Waits for the requests in flight, sends no more, and does not throw. */
  drain(): Promise<void>;
}

/** Writes nothing, and says of every item that it was written. */
export class DryWriter<W extends Write> implements ItemWriter<W> {
  constructor(private readonly onSettled: OnSettled<W>) {}

  write(write: W): undefined {
    this.onSettled(write, { kind: "written" });
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }
}
