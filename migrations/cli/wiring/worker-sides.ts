import type { Item } from "../../items/item";
import type { Observer } from "../../pipeline/read/observer";
import { emptyTally, sum, type Tally } from "../../pipeline/read/tally";
import { BucketDigest } from "../../pipeline/verify/bucket-digest";
import type { ComparedTable, ExpectedItem, Sides } from "../../pipeline/verify/sides";
import type { Shard } from "../../run-store/shards/manifest";
import { digestBytes } from "../../seen-keys/key-digest";
import { RepeatedKeys } from "../../seen-keys/repeated-keys";
import type { SourceTask, TableTask, VerifyTask } from "../verify-task";
import type { WorkerMessage } from "../worker-process";
import type { Migration } from "./open-migration";
import { planShards } from "./plan-shards";
import { SummedProgress } from "./summed-progress";
import { tableParts } from "./table-parts";
import type { TaskResult, TaskWorkers } from "./task-workers";

/** What the sides of a verification by workers are read with. */
export interface WorkerSidesSettings {
  readonly migration: Migration;
  readonly workers: TaskWorkers<VerifyTask>;
  /** Read units per second of one part of the table. @default no limit */
  readonly partRate?: number | undefined;
  /** The state of the source that all parts are read in; see `HeldState`. @default as they are when they are read */
  readonly state?: string | undefined;
  /** See `ShardsPlan.splitTables`. @default false */
  readonly splitTables?: boolean | undefined;
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

/** A part of the rows that was read. */
interface ReadShard {
  readonly task: number;
  readonly shard: Shard;
  readonly tally: Tally;
}

/**
 * Both sides of a comparison, read by worker processes: parts of the rows, and segments of the table. A key that several
 * parts have belongs to the first one, as in one reading of all rows.
 */
export class WorkerSides implements Sides {
  readonly source = new BucketDigest();
  readonly stored = new BucketDigest();
  rejectedBy: Tally["rejectedBy"] = {};
  others = 0;
  private shards: readonly Shard[] = [];
  /** The keys that earlier parts have, by the id of the shard. */
  private readonly dropped = new Map<string, ReadonlySet<string>>();
  private readKeys: TableTask["keys"];

  constructor(
    private readonly settings: WorkerSidesSettings,
    private readonly compared: ComparedTable,
  ) {}

  async digest(): Promise<void> {
    const { migration, workers, splitTables, signal } = this.settings;
    const entities = this.compared.entities.map(({ name }) => name);
    this.shards = await planShards(migration, { entities, workers: workers.count, splitTables, signal });
    const rows = this.shards.map((shard) => this.sourceTask(shard));
    const shown = new DigestProgress(this.settings, this.compared, rows);
    // If only some keys are compared, they are known after the rows were read.
    const first = this.compared.isWhole ? [...rows, ...this.tableTasks()] : rows;
    const results = new Map(await workers.do(first, shown));
    const read = rows.map(({ id, shard }) => ({ task: id, shard, tally: tallyIn(results.get(id)) }));
    const duplicates = await this.addSource(read);
    if (!this.compared.isWhole) {
      this.readKeys = read.map(({ task, tally }) => ({ task, count: tally.written }));
      for (const [id, result] of await workers.do(this.tableTasks(), shown)) results.set(id, result);
    }
    this.addStored([...results.values()]);
    this.rejectedBy = sum(
      read.flatMap(({ tally, shard }) => [tally, duplicates.get(shard.id) ?? emptyTally]),
    ).rejectedBy;
  }

  async readExpected(buckets: ReadonlySet<number>, take: (expected: ExpectedItem) => void): Promise<void> {
    await this.read(
      this.shards.map((shard) => this.sourceTask(shard, [...buckets])),
      ({ key, item }) => take({ key, item }),
    );
  }

  async readStored(buckets: ReadonlySet<number>, take: (item: Item, key: string) => void): Promise<void> {
    await this.read(this.tableTasks([...buckets]), ({ key, item }) => take(item, key));
  }

  close(): void {}

  /** Takes the items that tasks find, in the order of the tasks. */
  private async read(
    tasks: readonly VerifyTask[],
    take: (found: { readonly key: string; readonly item: Item }) => void,
  ): Promise<void> {
    const { workers } = this.settings;
    await workers.do(tasks);
    for (const { id } of tasks) for await (const found of workers.files.readItems(id)) take(found);
  }

  /** Adds what the parts have, without the items whose keys earlier parts have. @returns the tally of these by shard */
  private async addSource(read: readonly ReadShard[]): Promise<Map<string, Tally>> {
    const { files } = this.settings.workers;
    const duplicates = new Map<string, Tally>();
    const repeated = await this.repeatedKeys(read);
    const seen = new Set<string>();
    for (const { task, shard, tally } of read) {
      files.addDigest(task, this.source);
      if (repeated.size === 0) continue;
      const { digests, indexes } = await this.keysSeen(repeated, seen, task, tally.written);
      if (indexes.length === 0) continue;
      files.readEntries(task, indexes).forEach((entry) => this.source.removeEntry(entry));
      this.dropped.set(shard.id, digests);
      duplicates.set(shard.id, { ...emptyTally, rejectedBy: { "duplicate-key": indexes.length } });
    }
    return duplicates;
  }

  /** The digests of keys that several parts have. */
  private async repeatedKeys(read: readonly ReadShard[]): Promise<ReadonlySet<string>> {
    const { workers, migration } = this.settings;
    if (read.length < 2) return new Set();
    const keys = new RepeatedKeys({ scratch: migration.scratch });
    try {
      for (const { task, tally } of read)
        for await (const piece of workers.files.readKeys(task, tally.written)) keys.addAll(piece);
      return await keys.find();
    } finally {
      keys.close();
    }
  }

  /** The repeated keys of a part that earlier parts have, and their indexes in the part; the others are seen from now on. */
  private async keysSeen(repeated: ReadonlySet<string>, seen: Set<string>, task: number, count: number) {
    const digests = new Set<string>();
    const indexes: number[] = [];
    let index = 0;
    for await (const piece of this.settings.workers.files.readKeys(task, count))
      for (let at = 0; at < piece.length; at += digestBytes, index++) {
        const digest = Buffer.from(piece.subarray(at, at + digestBytes)).toString("base64url");
        if (!repeated.has(digest)) continue;
        if (seen.has(digest)) {
          indexes.push(index);
          digests.add(digest);
        } else seen.add(digest);
      }
    return { digests, indexes };
  }

  private addStored(results: readonly TaskResult[]): void {
    for (const { task, others } of results) {
      // Only tasks that read the table say so.
      if (others === undefined) continue;
      this.settings.workers.files.addDigest(task, this.stored);
      this.others += others;
    }
  }

  private sourceTask(shard: Shard, buckets?: readonly number[]): SourceTask {
    const { workers, state } = this.settings;
    const dropped = [...(this.dropped.get(shard.id) ?? [])];
    return { kind: "source", id: workers.nextId(), shard, state, dropped, buckets };
  }

  private tableTasks(buckets?: readonly number[]): TableTask[] {
    const { workers, partRate } = this.settings;
    const task = { kind: "table", to: this.compared.to, keys: this.readKeys, buckets } as const;
    return tableParts(workers.count, partRate).map((part) => ({ ...task, ...part, id: workers.nextId() }));
  }
}

function tallyIn(result: TaskResult | undefined): Tally {
  return result?.tally ?? emptyTally;
}

/** Shows how far both sides are read: one entity after the other, then the table. */
class DigestProgress {
  private readonly rows = new Map<string, SummedProgress>();
  private readonly items = new SummedProgress();
  private readonly shardOf: ReadonlyMap<string, Shard>;
  private current: string | undefined;
  private left: number;
  private expected = 0;

  constructor(
    private readonly settings: Pick<WorkerSidesSettings, "migration" | "observer">,
    private readonly compared: ComparedTable,
    tasks: readonly SourceTask[],
  ) {
    this.shardOf = new Map(tasks.map(({ id, shard }) => [String(id), shard]));
    this.left = tasks.length;
  }

  readonly onStart = (task: VerifyTask): void => {
    const { observer, migration } = this.settings;
    if (task.kind === "table") return this.items.set(String(task.id), 0, undefined);
    const { entity } = task.shard;
    const rows = this.rows.get(entity) ?? new SummedProgress();
    if (!this.rows.has(entity)) {
      if (this.current !== undefined) observer.ended(this.current, emptyTally);
      this.current = entity;
      const from = this.compared.entities.find(({ name }) => name === entity)?.from ?? {};
      observer.started(entity, migration.source.describe(from), this.compared.table.name);
    }
    this.rows.set(entity, rows);
    rows.set(String(task.id), 0, undefined);
  };

  readonly onProgress = ({
    shard: task,
    rows,
    total,
  }: Extract<WorkerMessage, { kind: "progress" }>): void => {
    const entity = this.shardOf.get(task)?.entity;
    if (entity !== undefined) {
      this.rows.get(entity)?.set(task, rows, total);
      const progress = this.rows.get(entity)?.progress;
      if (progress) this.settings.observer.progressed(entity, progress);
    } else {
      this.items.set(task, rows, total);
      this.showItems();
    }
  };

  readonly onDone = (task: VerifyTask, { tally }: TaskResult): void => {
    if (task.kind === "table" || tally === undefined) return;
    const { observer } = this.settings;
    this.expected += tally.written;
    this.rows.get(task.shard.entity)?.set(String(task.id), tally.rows, tally.rows);
    if (--this.left > 0) return;
    if (this.current !== undefined) observer.ended(this.current, emptyTally);
    observer.started(this.compared.table.name, "the table", "compare");
  };

  private showItems(): void {
    if (this.left > 0) return;
    const { rows } = this.items.progress;
    this.settings.observer.progressed(this.compared.table.name, { rows, total: this.expected, unit: "item" });
  }
}
