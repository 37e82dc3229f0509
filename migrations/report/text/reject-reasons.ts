import type { Tally } from "../../pipeline/read/tally";
import { count } from "../quantity";

/** The reasons of rejects with their counts: the most frequent first, equally frequent ones by name. */
export function rejectReasons(rejectedBy: Tally["rejectedBy"]): string {
  return Object.entries(rejectedBy)
    .toSorted(([a, timesOfA], [b, timesOfB]) => timesOfB - timesOfA || a.localeCompare(b))
    .map(([code, times]) => `${count(times)} ${code}`)
    .join(", ");
}
