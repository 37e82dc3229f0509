import type { LiveEntity } from "./entity/live-entity";
import type { Leftovers } from "./entity/leftovers";
import { authorityIn, type Phase, type Side } from "./phase";
import type { Counts, WindowCounts } from "./counters/entity-counters";

/** An entity's state in this process. */
export interface EntityStats {
  readonly phase: Phase;
  readonly authority: Side;
  readonly percent: number;
  readonly revision: number;
  readonly isFrozen: boolean;
  readonly writesInFlight: number;
  /** Since the process started. */
  readonly total: Counts;
  /** The last window of 10 seconds that has ended. */
  readonly window?: WindowCounts;
  /** Ledger entries that this process has to remove, and the age of the oldest in seconds. */
  readonly ledger: { readonly size: number; readonly age: number };
}

export function statsOf(entity: LiveEntity, leftovers: Leftovers): EntityStats {
  const { control, inFlight, counters, window } = entity;
  return {
    phase: control.phase,
    authority: authorityIn(control.phase),
    percent: control.percent,
    revision: control.revision,
    isFrozen: control.freeze !== undefined,
    writesInFlight: inFlight.count,
    total: structuredClone(counters.total),
    ...(window && { window }),
    ledger: leftovers.ledgerOf(entity),
  };
}
