import { join } from "node:path";
import { z } from "zod";
import { readStateFile, saveStateFile } from "../folder/state-file";
import { type Shard, shardSchema } from "./manifest";

/**
 * How a shard was split while its owner moved it. The rule, on which row numbers, tallies, joining and rollback rely:
 *
 * 1. The manifest never changes. The shards of a run are those of the manifest and the children that splits name: always
 *    list them with {@link shardsOf}, which has them in the order of the rows. Sums of rows, the order of joining and the
 *    first of several items with a key depend on that order, and on no other list.
 * 2. Only the first owner of a shard splits it, at a position of its own reading: every row that it has read, and so
 *    everything that is recorded (checkpoint, acknowledgements, keys, rejects, journal), is before the child's first row. A
 *    later owner does not know how far the ones before it have read, and written.
 * 3. The new end of the shard and the child are one record, which the owner replaces in one write that fails if it has lost
 *    the shard (its lease by `If-Match`, its folder under the lock). Before the write, there is no child: a process that takes
 *    the shard over moves all its rows. After it, a process that claims the shard reads up to the new end. The owner reads on only
 *    after the write.
 * 4. A child can be claimed once the record of its parent names it. A shard that is finished is not split any more, so that
 *    a record that is read together with, or after, the state "finished" names all children.
 */
export interface ShardSplit {
  /** The rows that are left to the shard itself; see `Shard.range`. */
  readonly range: string;
  /** The shards that were split off, in this order: each has the rows just before those of the one before it. */
  readonly children: readonly Shard[];
}

export const splitSchema: z.ZodType<ShardSplit> = z.object({
  range: z.string(),
  children: z.array(shardSchema).min(1),
});

/** Its name in a shard's folder. */
const splitFile = "split.json";

/** The ranges of a shard that is split. */
export interface SplitRanges {
  /** The rows that are left to it. */
  readonly range: string;
  /** The rows of the child. */
  readonly childRange: string;
}

/**
 * The record of a shard after one more split.
 * @param fence of the owner: the ids of two owners differ
 */
export function splitAgain(
  shard: Shard,
  before: ShardSplit | undefined,
  { range, childRange }: SplitRanges,
  fence = 1,
): ShardSplit {
  const children = before?.children ?? [];
  const child: Shard = { ...shard, id: `${shard.id}.${fence}.${children.length + 1}`, range: childRange };
  return { range, children: [...children, child] };
}

/** The id of the shard that a child was split off. @returns `undefined` for a shard of the manifest */
export function parentOf(id: string): string | undefined {
  return /^(.*)\.\d+\.\d+$/.exec(id)?.[1];
}

/** A shard with the rows that are left to it. */
export function shortened(shard: Shard, split: ShardSplit | undefined): Shard {
  return split ? { ...shard, range: split.range } : shard;
}

/** All shards of a run, in the order of their rows. */
export function shardsOf(shards: readonly Shard[], splitOf: (id: string) => ShardSplit | undefined): Shard[] {
  return shards.flatMap((shard) => {
    const split = splitOf(shard.id);
    const children = split?.children.toReversed() ?? [];
    return [shortened(shard, split), ...shardsOf(children, splitOf)];
  });
}

/** Reads the split of a shard from its folder. @throws UsageError if it cannot be used */
export function readSplit(folder: string): Promise<ShardSplit | undefined> {
  return readStateFile(join(folder, splitFile), (text) => splitSchema.parse(JSON.parse(text)), {
    code: "manifest-unreadable",
    remedy: "Restore it from a copy, or start over with --no-resume",
  });
}

/** Replaces it. @throws UnreachableError */
export function saveSplit(folder: string, split: ShardSplit): Promise<void> {
  return saveStateFile(join(folder, splitFile), split);
}
