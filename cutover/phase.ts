/** One of the two stores of an entity: the one that it moves from, or the tables that it moves to. */
export type Side = "old" | "new";

/** How the changes of the application reach the other store: by `follow` reading the log, or by the application itself. */
export type Mode = "follow" | "dual";

/**
 * How far an entity's cutover is.
 *
 * - `old`: reads and writes use the old store only.
 * - `follow` (follow mode): as `old`, and `dynamodb-migrate follow` copies each change to the tables.
 * - `dual` (dual mode): as `old`, and the application copies each change to the tables.
 * - `shadow`: as before; a sample of the reads is compared, and a percentage of the keys is read from the tables.
 * - `new`: reads and writes use the tables; the application copies each change to the old store.
 * - `new-only`: reads and writes use the tables only.
 */
export type Phase = "old" | "follow" | "dual" | "shadow" | "new" | "new-only";

/** The phases of a mode, in their order. A cutover moves from one to the next, or back to the one before. */
export function phasesOf(mode: Mode): readonly Phase[] {
  return ["old", mode, "shadow", "new", "new-only"];
}

/** The store whose content is right where the two differ. It changes at the flip, between `shadow` and `new`. */
export function authorityIn(phase: Phase): Side {
  return phase === "new" || phase === "new-only" ? "new" : "old";
}

/** Whether the application itself copies each write to the store that is not the authority. */
export function convergesIn(phase: Phase, mode: Mode): boolean {
  if (phase === "new") return true;
  return mode === "dual" && (phase === "dual" || phase === "shadow");
}
