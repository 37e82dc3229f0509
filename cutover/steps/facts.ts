import type { EntityControl } from "../control/control";
import type { Check } from "./check";

/** What steps need to know of the migration. Each question returns what was checked, and is asked when a step needs it. */
export interface Facts {
  /** Whether the mapping compiles, and the tables and the old store can be reached. */
  reachable(): Promise<readonly Check[]>;
  /** In follow mode: whether a run has moved all rows, and `follow` has caught up. */
  followed(): Promise<readonly Check[]>;
  /** In follow mode, before writes freeze: opens the log of the old store, so that little is left to do while they are. */
  drain(): Promise<Drain>;
  /** Whether rows can be made of items. */
  rows(): Promise<readonly Check[]>;
}

/** Waits for `follow` during a flip. */
export interface Drain {
  /** Waits until `follow` has carried over the last change that was made before the call, until a deadline on the clock. */
  reached(deadlineMs: number): Promise<readonly Check[]>;
  close(): Promise<void>;
}

/** Stands for facts that were not given: what needs them is refused. */
export function unknownFacts(control: Pick<EntityControl, "entity">): Facts {
  const unknown = (name: string): Promise<readonly Check[]> =>
    Promise.resolve([
      {
        name,
        ok: false,
        found: `nothing is known of the migration of ${control.entity}`,
        fix: "name the migration file",
      },
    ]);
  return {
    reachable: () => unknown("reachable"),
    followed: () => unknown("followed"),
    drain: () => Promise.resolve({ reached: () => unknown("drained"), close: () => Promise.resolve() }),
    rows: () => unknown("rows"),
  };
}
