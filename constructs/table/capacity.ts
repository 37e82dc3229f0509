/**
 * Provisioned read or write capacity, in units a second.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html
 */
export interface Capacity {
  readonly kind: "fixed";
  /** Units a second, a whole number of at least 1. */
  readonly units: number;
}

/**
 * Ways to provision capacity.
 *
 * @example
 * const billing = Billing.provisioned({ read: Capacity.fixed(5), write: Capacity.fixed(2) });
 */
export const Capacity = {
  /** The same capacity at all times. */
  fixed: (units: number): Capacity => Object.freeze({ kind: "fixed", units }),
};
