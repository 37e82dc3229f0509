import { ReadRate } from "../../dynamodb/rate/read-rate";
import { clock } from "../clock";

/** The limit of read units per second that all scans of a table share; `undefined` if none was requested. */
export function readRate(unitsPerSecond: number | undefined, isConsistent = true): ReadRate | undefined {
  return unitsPerSecond === undefined ? undefined : new ReadRate({ ...clock, unitsPerSecond, isConsistent });
}
