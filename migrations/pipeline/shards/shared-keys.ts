import { RepeatedKeys } from "../../seen-keys/repeated-keys";
import type { Scratch } from "../../seen-keys/scratch";

/** Keys that items of several shards have, by table. */
export type SharedKeys = ReadonlyMap<string, ReadonlySet<string>>;

/** The digests of the keys of a shard's items; within the shard, each has one item. */
export interface ShardKeys {
  /** The table that the items go to. */
  readonly table: string;
  readonly digests: () => AsyncIterable<Uint8Array>;
}

/**
 * Finds the keys that items of several shards have. Memory holds all of these, and of the other keys as many as
 * `RepeatedKeys` compares at a time.
 *
 * @param scratch for keys that do not fit in memory. @default memory grows with the number of keys
 */
export async function sharedKeys(shards: readonly ShardKeys[], scratch?: Scratch): Promise<SharedKeys> {
  const shared = new Map<string, ReadonlySet<string>>();
  for (const table of new Set(shards.map((shard) => shard.table))) {
    const own = shards.filter((shard) => shard.table === table);
    const found = own.length > 1 ? await sharedIn(own, scratch) : new Set<string>();
    if (found.size > 0) shared.set(table, found);
  }
  return shared;
}

async function sharedIn(
  shards: readonly ShardKeys[],
  scratch: Scratch | undefined,
): Promise<ReadonlySet<string>> {
  const keys = new RepeatedKeys({ scratch });
  try {
    for (const { digests } of shards) for await (const piece of digests()) keys.addAll(piece);
    return await keys.find();
  } finally {
    keys.close();
  }
}
