import { InterruptedError } from "../../errors";
import type { RunResult } from "../../pipeline/run/run-result";
import { openCheckpoint, tallyOfShards } from "../../pipeline/shards/shards-checkpoint";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import type { Timeline } from "../../pipeline/timeline/timeline";
import { tableNames, type TargetTable } from "../../items/target-table";
import type { Checkpoint } from "../../run-store/checkpoint";
import type { Manifest } from "../../run-store/shards/manifest";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import { joinShards, type JoinedShards } from "./join-shards";
import { keepTimeline } from "./keep-timeline";
import { accessMessage } from "./access-message";
import type { RunLocation } from "./run-location";
import { ShardsProgress } from "./shards-progress";
import type { ShardState } from "./shard-folders";
import { BatchWorkers } from "./batch-workers";
import { jobName, workersIn } from "./on-batch";
import { openBatch } from "./open-batch";
import { type GroupEvents, WorkerGroup, type Workers } from "./worker-group";
import type { WorkersOrder } from "./workers-order";

/** Between two looks at shards that processes of others work on. */
const lookMs = 1000;
/** The same at objects that machines share, which costs requests. */
const sharedLookMs = 5000;

/** Moves the rows of a run with worker processes, and joins what they leave. A failure is part of the result. */
export function moveByWorkers(
  order: WorkersOrder,
  manifest: Manifest,
  context: ProcessContext,
): Promise<RunResult> {
  return withRun(order, manifest, context, (run) => run.run());
}

/** Submits the workers of a run to AWS Batch, and leaves it to them. */
export function startDetached(
  order: WorkersOrder,
  manifest: Manifest,
  context: ProcessContext,
): Promise<void> {
  return withRun(order, manifest, context, (run) => run.detach());
}

/** Keeps the timeline of the run meanwhile. */
async function withRun<Result>(
  order: WorkersOrder,
  manifest: Manifest,
  context: ProcessContext,
  work: (run: WorkersRun) => Promise<Result>,
): Promise<Result> {
  const { timeline, close } = await keepTimeline(order.store, context);
  try {
    return await work(new WorkersRun({ ...order, state: manifest.state }, manifest, timeline, context));
  } finally {
    close();
  }
}

class WorkersRun {
  private readonly startedAt: Date;
  private readonly openedAtMs: number;
  private readonly retries: Record<string, number> = {};
  private readonly group: Workers;
  private readonly progress: ShardsProgress;
  private readonly batch: BatchWorkers | undefined;

  constructor(
    private readonly order: WorkersOrder,
    private readonly manifest: Manifest,
    timeline: Timeline,
    private readonly context: ProcessContext,
  ) {
    const { store, observer } = order;
    this.startedAt = store.checkpoint ? new Date(store.checkpoint.startedAt) : context.now();
    this.openedAtMs = context.monotonic();
    this.progress = new ShardsProgress(manifest, order.migration, observer);
    const events: GroupEvents = {
      onProgress: (message) => this.progress.heard(message),
      onPoint: (worker, { point }) => timeline.addPoint(String(worker), point),
      onNote: (message) => observer.noted(message),
      onRetry: (reason, items) => {
        this.retries[reason] = (this.retries[reason] ?? 0) + 1;
        observer.retried(reason, items);
      },
    };
    const { location } = order;
    this.batch = order.options.on === undefined ? undefined : this.batchWorkers();
    const workerOptions = location.isShared ? ["--run-folder", order.options.runFolder] : [];
    const argumentsOf = (index: number): string[] => [
      ...["work", location.shown, "--index", String(index), ...workerOptions],
    ];
    this.group =
      this.batch ?? new WorkerGroup(argumentsOf, context, events, () => accessMessage(order.connection));
  }

  async detach(): Promise<void> {
    await this.location.askToStop(false);
    const states = await this.states();
    await this.save("running", states);
    const left = states.filter((state) => this.isOpen(state)).length;
    if (left > 0) await this.batch?.start(Math.min(this.manifest.workers, left));
  }

  private batchWorkers(): BatchWorkers {
    const { manifest, context } = this;
    const { migration, options, location, store } = this.order;
    const output = workersIn(migration.workers, options);
    return new BatchWorkers(
      {
        ...{ client: openBatch(output.region, context), output, name: jobName(store.run), location },
        earlier: manifest.job,
        submitted: (job) => location.saveManifest({ ...manifest, job }),
      },
      context,
    );
  }

  async run(): Promise<RunResult> {
    await this.location.askToStop(false);
    const before = await this.states();
    this.progress.start(before);
    await this.save("running", before);
    const states = await this.moveAll(before);
    this.progress.end(states);
    return this.conclude(states);
  }

  /** Until all shards are finished, or it makes no sense to start more workers. */
  private async moveAll(before: readonly ShardState[]): Promise<readonly ShardState[]> {
    const { signal } = this.context;
    const stop = (): void => this.group.stop();
    signal.addEventListener("abort", stop);
    try {
      for (let states: readonly ShardState[] = before; ;) {
        const left = states.filter((state) => this.isOpen(state));
        if (left.length === 0 || signal.aborted || this.group.failure) return states;
        await this.runWorkers(this.workersFor(left));
        if (await this.location.isStopping()) return await this.states();
        states = await this.waitForOthers();
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Shards that are ranges can be split for workers that have none. */
  private workersFor(left: readonly ShardState[]): number {
    const { workers } = this.manifest;
    const canBeSplit = left.some(({ shard }) => shard.range !== undefined);
    return canBeSplit ? workers : Math.min(workers, left.length);
  }

  /** A worker that stands still may have lost its shards to others: it is ended once nothing is left to do. */
  private async runWorkers(count: number): Promise<void> {
    const ended = this.group.run(count).then(() => true);
    if (!this.location.isShared) return void (await ended);
    for (let looks = 0; ;) {
      if (await Promise.race([ended, clock.sleep(sharedLookMs).then(() => false)])) return;
      const states = await this.states();
      if (this.batch) this.progress.looked(states);
      if (states.some((state) => this.isOpen(state))) continue;
      if (looks++ > 0) this.group.kill();
    }
  }

  private isOpen({ shard, isFinished }: ShardState): boolean {
    return !isFinished && !this.group.failedShards.has(shard.id);
  }

  /** Waits while processes of others work on all shards that are left: workers started by hand, or of a killed run. */
  private async waitForOthers(): Promise<ShardState[]> {
    for (;;) {
      const states = await this.states();
      const open = states.filter((state) => this.isOpen(state));
      const busy = await this.location.busy(open);
      if (busy.length < open.length || open.length === 0 || this.context.signal.aborted) return states;
      await clock.sleep(this.location.isShared ? sharedLookMs : lookMs, this.context.signal);
    }
  }

  private get location(): RunLocation {
    return this.order.location;
  }

  private states(): Promise<ShardState[]> {
    return this.location.states(this.manifest);
  }

  private async conclude(ended: readonly ShardState[]): Promise<RunResult> {
    const isMoved = ended.every((state) => state.isFinished);
    const isFinished = isMoved && (await this.location.settled(this.manifest));
    const states = await this.location.collect(this.manifest, isFinished ? "all" : "rejects");
    const joined = await joinShards(this.order, states, isFinished, this.context);
    const failure = this.group.failure ?? (isFinished ? undefined : this.interruption);
    const isInterrupted = failure instanceof InterruptedError;
    const outcome = isFinished ? "finished" : isInterrupted ? "interrupted" : "stopped";
    await this.save(outcome, states, joined);
    if (isFinished) await this.location.removeShards();
    const { run, folder } = this.order.store;
    return {
      ...{ run, folder, dryRun: false, outcome, startedAt: this.startedAt, activeMs: this.activeMs },
      ...{ endedAt: this.context.now(), retries: this.retries, entities: this.results(states, joined) },
      ...(this.manifest.snapshots !== undefined && { snapshots: this.manifest.snapshots }),
      ...(failure && !isFinished && { failure }),
    };
  }

  /** Shards are left, and no source failed. */
  private get interruption(): InterruptedError | undefined {
    return this.group.failedShards.size > 0 && !this.context.signal.aborted
      ? undefined
      : new InterruptedError();
  }

  private results(states: readonly ShardState[], joined: JoinedShards | undefined): RunResult["entities"] {
    return this.entities.map(({ name, to }) => {
      const own = states.filter(({ shard }) => shard.entity === name);
      const failure = own.flatMap(({ shard }) => this.group.failedShards.get(shard.id) ?? [])[0];
      const table = (this.order.migration.target.tables[to] as TargetTable).name;
      const tally = joined?.entities.get(name)?.tally ?? tallyOfShards(own.map(({ entity }) => entity));
      return { entity: name, table, tally, ...(failure && { failure }) };
    });
  }

  private get entities() {
    return wantedEntities(this.order.migration.definition, this.order.options.entity);
  }

  /** Milliseconds that this process and those before it have worked on the run. */
  private get activeMs(): number {
    const before = this.order.store.checkpoint?.activeMs ?? 0;
    return Math.round(before + this.context.monotonic() - this.openedAtMs);
  }

  private async save(
    state: Checkpoint["state"],
    states: readonly ShardState[],
    joined?: JoinedShards,
  ): Promise<void> {
    const { store, migration, connection, preparation, asked, number } = this.order;
    const before = store.checkpoint;
    const { place, region } = connection;
    const entities = this.entities.map(({ name }) => {
      const own = states.filter(({ shard }) => shard.entity === name);
      const open = () =>
        openCheckpoint(
          own.map(({ entity }) => entity),
          own[0]?.shard.version ?? "",
        );
      return [name, joined?.entities.get(name)?.checkpoint ?? open()] as const;
    });
    const checkpoint: Checkpoint = {
      ...{ formatVersion: 2, run: store.run, migration: migration.definition.name },
      definition: migration.definition.fingerprint,
      target: { place, region, tables: tableNames(migration.target), tableIds: preparation.tableIds },
      ...{ options: asked, state },
      ...((before?.number ?? number) !== undefined && { number: before?.number ?? number }),
      ...{ startedAt: this.startedAt.toISOString(), updatedAt: this.context.now().toISOString() },
      ...{ activeMs: this.activeMs, entities: Object.fromEntries(entities) },
      ...(joined?.journal && { journal: joined.journal }),
    };
    await store.save(checkpoint, []);
  }
}
