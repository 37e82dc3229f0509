import type { Capacity } from "./capacity";

/**
 * Upper limits of an on-demand table or index, in request units per second. The provider leaves a limit as it is
 * that is no longer written; -1 lifts it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html
 */
export interface OnDemandLimits {
  /** Read request units per second, at least 1, or -1. @default no limit other than the account's */
  readonly maxRead?: number;
  /** Write request units per second, at least 1, or -1. @default no limit other than the account's */
  readonly maxWrite?: number;
}

/** The capacity of a provisioned table. */
export interface ProvisionedCapacity {
  /** Read units per second, fixed or autoscaled. */
  readonly read: Capacity;
  /** Write units per second, fixed or autoscaled. */
  readonly write: Capacity;
}

/** Paid by the request; the table scales by itself. */
export interface OnDemandBilling extends OnDemandLimits {
  readonly mode: "on-demand";
}

/** Paid by the hour for capacity that is reserved. */
export interface ProvisionedBilling extends ProvisionedCapacity {
  readonly mode: "provisioned";
}

/**
 * How a table is paid for, and so how much it can take.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html
 */
export type Billing = OnDemandBilling | ProvisionedBilling;

/**
 * Ways to pay for a table.
 *
 * @example
 * const unlimited = Billing.onDemand();
 * const capped = Billing.onDemand({ maxRead: 4000, maxWrite: 1000 });
 * const reserved = Billing.provisioned({ read: Capacity.fixed(5), write: Capacity.fixed(5) });
 */
export const Billing = {
  /** Paid by the request, limited or not. */
  onDemand: (limits: OnDemandLimits = {}): OnDemandBilling => Object.freeze({ mode: "on-demand", ...limits }),
  /** Paid by the hour for capacity that is reserved. */
  provisioned: (capacity: ProvisionedCapacity): ProvisionedBilling =>
    Object.freeze({ mode: "provisioned", ...capacity }),
};
