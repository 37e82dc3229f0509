/** The clocks that reading a stream needs. */
export interface StreamClock {
  /** The wall clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since any fixed moment; never set back. */
  readonly monotonic: () => number;
  /** Ends early if the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}
