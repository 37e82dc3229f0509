import type { Observer } from "../../pipeline/read/observer";
import { tallyOfShards } from "../../pipeline/shards/shards-checkpoint";
import { settledTally } from "../../pipeline/read/tally";
import type { Manifest } from "../../run-store/shards/manifest";
import type { WorkerMessage } from "../worker-process";
import type { Migration } from "./open-migration";
import type { ShardState } from "./shard-folders";
import { partOf } from "./plan-shards";
import { SummedProgress } from "./summed-progress";

/** Shows the progress of all shards together. */
export class ShardsProgress {
  private readonly shards = new SummedProgress();
  private readonly name: string;
  private earlierRows = 0;

  constructor(
    private readonly manifest: Manifest,
    private readonly migration: Migration,
    private readonly observer: Observer,
  ) {
    this.name = [...new Set(manifest.shards.map(({ entity }) => entity))].join(", ");
  }

  start(states: readonly ShardState[]): void {
    const { source, definition, target } = this.migration;
    for (const { shard, entity } of states) {
      const rows = entity ? settledTally(entity).rows : 0;
      this.shards.set(shard.id, rows, entity?.totalRows);
      this.earlierRows += rows;
    }
    const from = new Set(this.manifest.shards.map((shard) => source.describe(partOf(shard).from)));
    const names = new Set(this.manifest.shards.map(({ entity }) => entity));
    const to = definition.entities.flatMap(({ name, to: id }) =>
      names.has(name) ? [target.tables[id]?.name ?? id] : [],
    );
    this.observer.started(this.name, [...from].join(", "), [...new Set(to)].join(", "));
  }

  heard({ shard, rows, total }: Extract<WorkerMessage, { kind: "progress" }>): void {
    this.shards.set(shard, rows, total);
    this.observer.progressed(this.name, { ...this.shards.progress, recalledRows: this.earlierRows });
  }

  /** Workers on other machines report nothing, and save what they have moved. */
  looked(states: readonly ShardState[]): void {
    for (const { shard, entity } of states)
      if (entity) this.shards.set(shard.id, settledTally(entity).rows, entity.totalRows);
    this.observer.progressed(this.name, { ...this.shards.progress, recalledRows: this.earlierRows });
  }

  end(states: readonly ShardState[]): void {
    this.observer.ended(this.name, tallyOfShards(states.map(({ entity }) => entity)));
  }
}
