import { ReadRate } from "../../dynamodb/rate/read-rate";
import { clock } from "../clock";

/** What keeps all scans of a table to so many read units a second; nothing where no number was asked. */
export function readRate(unitsPerSecond: number | undefined, isConsistent = true): ReadRate | undefined {
  return unitsPerSecond === undefined ? undefined : new ReadRate({ ...clock, unitsPerSecond, isConsistent });
}
