import { join } from "node:path";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import type { Tally } from "../../pipeline/read/tally";
import { changedTally } from "../../pipeline/shards/changed-tally";
import { finishedCheckpoint, tallyOfShards } from "../../pipeline/shards/shards-checkpoint";
import type { EntityCheckpoint } from "../../run-store/checkpoint";
import { journalFile } from "../../run-store/journal/journal-file";
import type { JournalMark } from "../../run-store/journal/journal-mark";
import { mergeJournals, type ShardJournal } from "../../run-store/shards/merged-journal";
import { mergeRejects } from "../../run-store/shards/merged-rejects";
import type { RowsFrom } from "../../sources/source";
import type { ProcessContext } from "../process-context";
import type { WorkersOrder } from "./workers-order";
import { partOf } from "./plan-shards";
import { type Settlement, settleShards } from "./settle-shards";
import { rowsBefore, type ShardState } from "./shard-folders";
import { idOf } from "./shared-shard-items";

/** What finished shards are together. */
export interface JoinedShards {
  readonly journal: JournalMark;
  readonly entities: ReadonlyMap<string, { readonly tally: Tally; readonly checkpoint: EntityCheckpoint }>;
}

/**
 * Joins what finished shards have left in the files of the run's folder, as one process would have written them. Of
 * shards that are not all finished, only the rejects are joined. @throws RunnerError
 */
export async function joinShards(
  order: WorkersOrder,
  states: readonly ShardState[],
  isFinished: boolean,
  context: ProcessContext,
): Promise<JoinedShards | undefined> {
  const settlement = isFinished ? await settleShards(order, states, context) : { changes: [] };
  await joinRejects(order, states, settlement);
  if (!isFinished) return undefined;
  const { isShared, journal } = settlement;
  const journals = [...shardJournals(states), ...(journal ? [journal] : [])];
  const mark = await mergeJournals(journals, join(order.store.folder, journalFile), isShared);
  const entities = wantedEntities(order.migration.definition, order.options.entity);
  return {
    journal: mark,
    entities: new Map(
      entities.map(({ name, from }) => [name, entityOf(name, from, order, states, settlement)]),
    ),
  };
}

/** The journals of shards. */
export function shardJournals(states: readonly ShardState[]): ShardJournal[] {
  const before = rowsBefore(states);
  return states.map(({ folder, checkpoint }, index) => ({
    path: join(folder, journalFile),
    mark: checkpoint?.journal,
    rowsBefore: before[index] as number,
  }));
}

async function joinRejects(
  { store }: WorkersOrder,
  states: readonly ShardState[],
  { changes }: Pick<Settlement, "changes">,
): Promise<void> {
  const before = rowsBefore(states);
  const shards = states.map(({ folder }, index) => {
    const own = changes.filter(({ item }) => item.shard === index);
    const ids = new Set(own.map(({ item }) => idOf(item.row, item.item)));
    const added = own.flatMap(({ item, ending }) => (ending === "duplicate-key" ? [item.duplicate] : []));
    return {
      path: join(folder, "rejects.jsonl"),
      rowsBefore: before[index] as number,
      isDropped: (row: number, item: number) => ids.has(idOf(row, item)),
      added,
    };
  });
  await mergeRejects(shards, join(store.folder, "rejects.jsonl"));
}

function entityOf(
  name: string,
  from: RowsFrom,
  { migration: { source } }: WorkersOrder,
  states: readonly ShardState[],
  { changes }: Pick<Settlement, "changes">,
) {
  const own = states.filter(({ shard }) => shard.entity === name);
  const shards = own.map(({ entity }) => entity);
  const tally = changes
    .filter(({ item }) => states[item.shard]?.shard.entity === name)
    .reduce((sum, { item, ending }) => changedTally(sum, item.ending, ending), tallyOfShards(shards));
  const parts = own.map(({ shard, entity }) => ({
    part: partOf(shard),
    version: entity?.sourceVersion ?? shard.version,
    rows: entity?.rows ?? 0,
  }));
  const joined = source.joinVersions?.(from, parts);
  const version = joined ?? own[0]?.shard.version ?? "";
  return { tally, checkpoint: finishedCheckpoint(shards, tally, version) };
}
