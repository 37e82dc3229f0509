import type { EntityControl } from "./control/control";
import { authorityIn, type Side } from "./phase";
import { isSelected } from "./read-percentage";

/** Reads that the environment of a process asks for, instead of the percentage in the control. */
export type ReadOverride =
  | { readonly kind: "force"; readonly side: Side; readonly source: string }
  | { readonly kind: "percent"; readonly percent: number; readonly source: string };

/**
 * The store that a key is read from. Only `shadow` has a choice: before it the tables are incomplete, and after it they
 * are the authority.
 */
export function readSide(control: EntityControl, key: string, override?: ReadOverride): Side {
  if (authorityIn(control.phase) === "new") return "new";
  if (control.phase !== "shadow") return "old";
  if (override?.kind === "force") return override.side;
  return isSelected(control, override?.percent ?? control.percent, key) ? "new" : "old";
}

/** Why an override has no effect in a phase, and what to do. A refused one stops the start of a process. */
export interface OverrideProblem {
  readonly isRefused: boolean;
  readonly message: string;
}

/** The problem of an override in an entity's phase; `undefined` if it has none. */
export function overrideProblem(
  { entity, phase }: EntityControl,
  override: ReadOverride,
): OverrideProblem | undefined {
  const authority = authorityIn(phase);
  if (override.kind === "percent") {
    const hasEffect = phase === "shadow" || override.percent === (authority === "new" ? 100 : 0);
    if (hasEffect) return undefined;
    return {
      isRefused: false,
      message: `${override.source} has no effect on ${entity}: it is in phase ${phase}, and percentages apply in phase shadow`,
    };
  }
  if (override.side === authority || phase === "shadow") return undefined;
  const way =
    override.side === "old"
      ? `the tables are the authority. To return to the old store, run: dynamodb-migrate cutover flip --entity ${entity}`
      : `the tables may be incomplete. Advance to shadow first: dynamodb-migrate cutover advance --entity ${entity}`;
  return {
    isRefused: true,
    message: `${override.source} would change the authority of ${entity}: it is in phase ${phase}, where ${way}`,
  };
}
