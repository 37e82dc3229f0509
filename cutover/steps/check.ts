/** A condition that a step has checked. */
export interface Check {
  /** Stable, for programs: `processes`, `ledger`, `verified`. */
  readonly name: string;
  readonly ok: boolean;
  /** What was found, as a sentence. */
  readonly found: string;
  /** What to do, in the imperative. Only if the condition does not hold. */
  readonly fix?: string;
}

/** A condition that holds. */
export function holds(name: string, found: string): Check {
  return { name, ok: true, found };
}

/** A condition that does not hold. @param fix what to do, in the imperative */
export function fails(name: string, found: string, fix: string): Check {
  return { name, ok: false, found, fix };
}
