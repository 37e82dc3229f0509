import type { EntityControl } from "../control/control";
import type { Check } from "./check";

/** What steps need to know of the migration. Each question returns what was checked, and is asked when a step needs it. */
export interface Facts {
  /** Whether the mapping compiles, and the tables and the old store can be reached. */
  reachable(): Promise<readonly Check[]>;
  /** In follow mode: whether a run has moved all rows, and `follow` has caught up. */
  followed(): Promise<readonly Check[]>;
  /** In follow mode, while writes are frozen: waits until `follow` has carried over the last change, until a deadline. */
  drained(deadlineMs: number): Promise<readonly Check[]>;
  /** Whether rows can be made of items. */
  rows(): Promise<readonly Check[]>;
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
    drained: () => unknown("drained"),
    rows: () => unknown("rows"),
  };
}
