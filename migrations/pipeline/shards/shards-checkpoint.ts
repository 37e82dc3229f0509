import type { EntityCheckpoint } from "../../run-store/checkpoint";
import { emptyTally, settledTally, sum, type Tally } from "../read/tally";

/** How far a shard is: the checkpoint of its entity, absent if it was not started. */
export type ShardCheckpoint = EntityCheckpoint | undefined;

/** The tally of all shards of an entity. */
export function tallyOfShards(shards: readonly ShardCheckpoint[]): Tally {
  return sum(shards.flatMap((shard) => (shard ? [settledTally(shard)] : [])));
}

/**
 * The checkpoint of an entity whose shards are not all finished. Its rows count as settled, but not up to a row: they
 * are resumed by the checkpoints of the shards.
 */
export function openCheckpoint(shards: readonly ShardCheckpoint[], sourceVersion: string): EntityCheckpoint {
  const totals = shards.map((shard) => shard?.totalRows);
  const totalRows = totals.reduce<number>((rows, total) => rows + (total ?? 0), 0);
  return {
    ...{ settledUpTo: 0, keys: 0, ...emptyTally, settled: tallyOfShards(shards) },
    ...(totals.every((total) => total !== undefined) && { totalRows }),
    ...{ done: false, sourceVersion },
  };
}

/** The checkpoint of an entity whose shards are finished. @param tally with the duplicates across shards */
export function finishedCheckpoint(
  shards: readonly ShardCheckpoint[],
  tally: Tally,
  sourceVersion: string,
): EntityCheckpoint {
  const { rows } = tally;
  const keys = shards.reduce((count, shard) => count + (shard?.keys ?? 0), 0);
  return {
    settledUpTo: rows,
    keys: Math.min(keys, tally.read),
    ...tally,
    totalRows: rows,
    done: true,
    sourceVersion,
  };
}
