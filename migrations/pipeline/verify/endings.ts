import type { Entity } from "../../definition/definition";
import type { Outcome } from "../../mapping/transform";
import type { Ending } from "../read/tally";
import type { TableVerification } from "./table-verification";

/** What a reject of these entities is. */
export function rejectUnitOf(entities: readonly Entity[]): TableVerification["rejectUnit"] {
  return entities.some(({ items }) => items !== undefined) ? "item" : "row";
}

/** What a run makes of it where nothing is in its way. */
export function endingOf(outcome: Outcome): Ending {
  if (outcome.kind === "rejected") return outcome.rejection.code;
  return outcome.kind === "item" ? "written" : "skipped";
}
