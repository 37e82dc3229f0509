import { authorityIn } from "../phase";
import { recordVerified } from "./record-verified";
import type { RepairResult } from "./repair-counts";
import type { StepSettings } from "./step";

/** What the control says after a repair of all records. */
export interface Recorded {
  /** Every record was copied. */
  readonly recorded: boolean;
  /** No record differed. */
  readonly verified: boolean;
}

/**
 * Records a repair of all records: the next step, and the end of lost marks, rely on it. A pass that finds no difference is
 * a comparison of all records, too. Nothing is recorded if a record was not settled.
 */
export async function recordRepair(
  settings: Pick<StepSettings, "control" | "clock" | "entity" | "by">,
  { failed, unsettled, unknownItems, records, differed, started }: RepairResult,
): Promise<Recorded> {
  if (failed + unsettled > 0) return { recorded: false, verified: false };
  // Items of unknown records were not copied to the old store.
  if (authorityIn(started.control.phase) === "new" && unknownItems > 0)
    return { recorded: false, verified: false };
  const compared = `repair --all: ${counted(records)} compared`;
  const copied = `${compared}, ${differed.toLocaleString("en")} copied`;
  if ((await recordVerified(settings, started, "backfilled", copied)) === undefined)
    return { recorded: false, verified: false };
  if (differed + unknownItems > 0) return { recorded: true, verified: false };
  const same = await recordVerified(settings, started, "verified", `${compared}, no differences`);
  return { recorded: true, verified: same !== undefined };
}

function counted(records: number): string {
  return records === 1 ? "1 record" : `${records.toLocaleString("en")} records`;
}
