import { tallyOfShards } from "../../pipeline/shards/shards-checkpoint";
import { counted } from "../../report/quantity";
import type { Checkpoint, RunStore } from "../../run-store/checkpoint";
import type { RunFolder } from "../../run-store/folder/run-folder";
import type { Manifest } from "../../run-store/shards/manifest";
import type { RunLocation } from "./run-location";

/** What to say when a run of one process is resumed. */
export function resuming({ run, acknowledged }: RunStore, { entities }: Checkpoint): string {
  const settled = Object.values(entities).reduce((rows, entity) => rows + entity.settledUpTo, 0);
  const ahead = acknowledged.filter(({ entity, row }) => row > (entities[entity]?.settledUpTo ?? 0));
  const items = new Set(ahead.map(({ entity, row, item }) => `${entity} ${row} ${item}`)).size;
  const more = items > 0 ? ` and ${counted(items, "acknowledged item")}` : "";
  return `Resuming run ${run}: ${counted(settled, "settled row")}${more} (--no-resume starts over)`;
}

/** What to say when a run of several workers is resumed. */
export async function resumingWorkers(
  { run }: RunFolder,
  location: RunLocation,
  manifest: Manifest,
): Promise<string> {
  const states = await location.states(manifest);
  const { rows } = tallyOfShards(states.map(({ entity }) => entity));
  const left = states.filter(({ isFinished }) => !isFinished).length;
  return `Resuming run ${run}: ${counted(rows, "settled row")}, ${counted(left, "shard")} left (--no-resume starts over)`;
}
