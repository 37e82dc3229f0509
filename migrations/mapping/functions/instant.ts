/** A moment with as many digits of its second as were written. */
export interface Instant {
  /** Whole seconds since 1970 in UTC. */
  readonly seconds: number;
  /** The digits after the decimal point of the second, as written; empty if there was no point. */
  readonly fraction: string;
}
