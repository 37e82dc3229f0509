import { ScanWithoutEpoch } from "../../dynamodb/reader/scan-without-epoch";
import { TableScan } from "../../dynamodb/reader/table-scan";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { ItemContents } from "../../mapping/oversize/item-contents";
import type { Entity } from "../../definition/definition";
import { EntityReader } from "../../pipeline/read/entity-reader";
import type { ReadItem } from "../../pipeline/read/read-stream";
import { TallyCounter } from "../../pipeline/read/tally";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { BucketDigest, bucketOf } from "../../pipeline/verify/bucket-digest";
import { readExpectedItems, readStoredItems } from "../../pipeline/verify/read-items";
import { keyDigest } from "../../seen-keys/key-digest";
import { KeySet } from "../../seen-keys/key-set";
import { PartSource } from "../../sources/part-source";
import type { SourceTask, TableTask, VerifyTask } from "../verify-task";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";
import { partOf } from "./plan-shards";
import { readRate } from "./read-rate";
import { TaskFile, type TaskFiles } from "./task-files";
import type { DoingTask, Found, TaskWorker } from "./task-worker";

/** Does the tasks of a verification: each leaves its files, and can be done again from its start. */
export class VerifyTaskWorker implements TaskWorker<VerifyTask> {
  private readonly wanted = new Map<string, Promise<KeySet>>();

  constructor(
    private readonly migration: Migration,
    private readonly connection: Connection,
    private readonly files: TaskFiles,
    /** The entities that are compared. @default all */
    private readonly entities: readonly string[] | undefined,
  ) {}

  /** @throws RunnerError */
  do(task: VerifyTask, doing: DoingTask): Promise<Found> {
    if (task.kind === "table") return this.readTable(task, doing);
    return task.buckets ? this.writeExpected(task, task.buckets, doing) : this.digestRows(task, doing);
  }

  close(): void {
    this.connection.client.destroy();
    this.wanted.forEach((keys) => void keys.then((set) => set.close()));
  }

  private async digestRows(task: SourceTask, doing: DoingTask): Promise<Found> {
    const { id } = task;
    const contents = this.contentsOf(this.entityOf(task).to);
    const digest = new BucketDigest();
    const counter = new TallyCounter();
    const keys = new TaskFile(this.files.keys(id));
    const entries = new TaskFile(this.files.entries(id));
    try {
      const take = (item: ReadItem): void => {
        const entry = digest.entryOf(item.key, contents.finishedText(item), item.bytes);
        digest.addEntry(entry);
        entries.addEntry(entry);
        keys.addKey(item.digest);
      };
      await this.readRows(task, take, doing, counter);
    } finally {
      keys.close();
      entries.close();
    }
    this.files.saveDigest(id, digest);
    return { tally: counter.tally };
  }

  private async writeExpected(
    task: SourceTask,
    buckets: readonly number[],
    doing: DoingTask,
  ): Promise<Found> {
    const isInGroup = groupTest(buckets);
    const dropped = new Set(task.dropped);
    await this.writeItems(task.id, (file) => {
      const take = (item: ReadItem): void => {
        if (isInGroup(item.key) && !dropped.has(item.digest)) file.addItem(item.key, item.item);
      };
      return this.readRows(task, take, doing);
    });
    return {};
  }

  private async readRows(
    task: SourceTask,
    take: (item: ReadItem) => void,
    { signal, onProgress }: DoingTask,
    counter?: TallyCounter,
  ): Promise<void> {
    const { shard, state } = task;
    const source = new PartSource(this.migration.source, { ...partOf(shard), state }, shard.version);
    const reader = new EntityReader({ ...this.migration, source });
    try {
      await readExpectedItems(reader, this.entityOf(task), take, { signal, counter, onProgress });
    } finally {
      reader.close();
    }
  }

  private async readTable(task: TableTask, { signal, onProgress }: DoingTask): Promise<Found> {
    const { id, to, first, segments, of, rate, buckets } = task;
    const table = this.migration.target.tables[to] as TargetTable;
    const wanted = await this.wantedOf(task);
    const scan = { segments, part: { first, of }, rate: readRate(rate) };
    const reader = new ScanWithoutEpoch(new TableScan(this.connection.service, table.name, scan));
    const keyNames = keyAttributes(table).map(({ name }) => name);
    const isWanted = (key: string): boolean => wanted?.has(keyDigest(key)) ?? true;
    if (buckets) {
      const isInGroup = groupTest(buckets);
      await this.writeItems(id, (file) => {
        const take: Parameters<typeof readStoredItems>[2] = (item, key) => {
          if (isInGroup(key) && isWanted(key)) file.addItem(key, item);
        };
        return readStoredItems(reader, keyNames, take, signal);
      });
      return {};
    }
    const contents = this.contentsOf(to);
    const digest = new BucketDigest();
    let others = 0;
    const take: Parameters<typeof readStoredItems>[2] = (item, key) => {
      if (!isWanted(key)) others++;
      else digest.add(key, contents.itemText(item));
      if (digest.size % 1000 === 0) onProgress({ rows: digest.size, total: undefined });
    };
    await readStoredItems(reader, keyNames, take, signal);
    this.files.saveDigest(id, digest);
    return { others };
  }

  private async writeItems(task: number, write: (file: TaskFile) => Promise<void>): Promise<void> {
    const file = new TaskFile(this.files.items(task));
    try {
      await write(file);
    } finally {
      file.close();
    }
  }

  /** The keys that are compared; `undefined` if all are. They are read once, whatever the number of tasks. */
  private async wantedOf({ to, keys }: TableTask): Promise<KeySet | undefined> {
    if (!keys) return undefined;
    const known = this.wanted.get(to) ?? this.readKeys(keys);
    this.wanted.set(to, known);
    return known;
  }

  private async readKeys(tasks: NonNullable<TableTask["keys"]>): Promise<KeySet> {
    const { scratch } = this.migration;
    const wanted = new KeySet(scratch && { scratch });
    for (const { task, count } of tasks)
      for await (const digests of this.files.readKeys(task, count)) {
        wanted.addAll(digests);
        await wanted.tidy();
      }
    return wanted;
  }

  private entityOf({ shard }: SourceTask): Entity {
    return this.migration.definition.entities.find(({ name }) => name === shard.entity) as Entity;
  }

  private contentsOf(to: string): ItemContents {
    const entities = wantedEntities(this.migration.definition, this.entities);
    return new ItemContents(entities.filter((entity) => entity.to === to));
  }
}

function groupTest(buckets: readonly number[]): (key: string) => boolean {
  const group = new Set(buckets);
  const { buckets: count } = new BucketDigest();
  return (key) => group.has(bucketOf(key, count));
}
