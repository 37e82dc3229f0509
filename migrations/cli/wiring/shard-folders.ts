import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ShardCheckpoint } from "../../pipeline/shards/shards-checkpoint";
import type { Checkpoint } from "../../run-store/checkpoint";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import type { Processes } from "../../run-store/folder/process-identity";
import { readCheckpoint } from "../../run-store/folder/run-list";
import { type Manifest, manifestFile, type Shard, shardsFolder } from "../../run-store/shards/manifest";
import { readSplit, type ShardSplit, shardsOf } from "../../run-store/shards/splits";

/** A file in a run's folder that asks all workers to stop. */
export const stopFile = "stop";
/** A folder in a run's folder: a file for each worker that has no shard. */
export const wishesFolder = "wishes";
/** The folder of what is written when the shards are joined. */
export const settleFolder = "settle";

/** A shard and how far it is. */
export interface ShardState {
  readonly shard: Shard;
  readonly folder: string;
  readonly checkpoint: Checkpoint | undefined;
  /** The checkpoint of its entity. */
  readonly entity: ShardCheckpoint;
  readonly isFinished: boolean;
}

/** The shards of a run, in the order of their rows. */
export async function shardStates(
  runFolder: string,
  { shards }: Pick<Manifest, "shards">,
): Promise<ShardState[]> {
  const states = new Map<string, Omit<ShardState, "shard">>();
  const splits = new Map<string, ShardSplit>();
  const read = async (shard: Shard): Promise<void> => {
    const folder = join(shardsFolder(runFolder), shard.id);
    const checkpoint = await readCheckpoint(folder);
    const entity = checkpoint?.entities[shard.entity];
    const isFinished = checkpoint?.state === "finished" && entity?.done === true;
    states.set(shard.id, { folder, checkpoint, entity, isFinished });
    // After the checkpoint: a shard that is finished is not split any more.
    const split = await readSplit(folder);
    if (!split) return;
    splits.set(shard.id, split);
    for (const child of split.children) await read(child);
  };
  for (const shard of shards) await read(shard);
  return shardsOf(shards, (id) => splits.get(id)).map((shard) => ({
    shard,
    ...(states.get(shard.id) as Omit<ShardState, "shard">),
  }));
}

/** The shards that a process works on. */
export async function lockedShards(
  states: readonly ShardState[],
  processes: Processes,
): Promise<ShardState[]> {
  const locked: ShardState[] = [];
  for (const state of states) if (await isLocked(join(state.folder, lockFile), processes)) locked.push(state);
  return locked;
}

/** The rows of the same entity in the shards before, for each shard. */
export function rowsBefore(states: readonly ShardState[]): number[] {
  const rows = new Map<string, number>();
  return states.map(({ shard, entity }) => {
    const before = rows.get(shard.entity) ?? 0;
    rows.set(shard.entity, before + (entity?.rows ?? 0));
    return before;
  });
}

/** Removes what is in the joined files of a finished run. */
export async function removeShards(runFolder: string): Promise<void> {
  for (const name of [manifestFile, stopFile, "shards", "rate", wishesFolder])
    await rm(join(runFolder, name), { recursive: true, force: true });
}
