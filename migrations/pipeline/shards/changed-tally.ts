import type { Ending, Tally } from "../read/tally";

/** A tally in which an item ended otherwise than it was counted. */
export function changedTally(tally: Tally, from: Ending, to: Ending): Tally {
  return counted(counted(tally, from, -1), to, 1);
}

function counted(tally: Tally, ending: Ending, by: number): Tally {
  if (ending === "written" || ending === "skipped") return { ...tally, [ending]: tally[ending] + by };
  const reasons = new Map(Object.entries(tally.rejectedBy));
  const count = (reasons.get(ending) ?? 0) + by;
  if (count > 0) reasons.set(ending, count);
  else reasons.delete(ending);
  return { ...tally, rejected: tally.rejected + by, rejectedBy: Object.fromEntries(reasons) };
}
