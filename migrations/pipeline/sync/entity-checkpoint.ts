import type { EntityCheckpoint } from "../../run-store/checkpoint";
import type { Tally } from "../read/tally";
import type { EntityDigests } from "./digest-pass";

/** The checkpoint of an entity all rows of which are settled: none of its items has to be written. */
export function entityCheckpoint(
  { isComplete, sourceVersion }: EntityDigests,
  tally: Tally,
): EntityCheckpoint {
  const { rows } = tally;
  return {
    ...tally,
    ...{ settledUpTo: rows, keys: 0, settled: tally, done: isComplete, sourceVersion },
    ...(isComplete && { totalRows: rows }),
  };
}
