import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { InterruptedError, UsageError } from "../../errors";
import { inLanes } from "../../in-lanes";
import type { ConditionalObjects } from "../../objects/conditional-objects";
import { livenessOf } from "../../run-store/folder/process-identity";
import { LateRequests, type Superseded } from "../../run-store/remote/late-requests";
import { HeldLease, type LeaseDependencies } from "../../run-store/remote/lease";
import { type LeaseRecord, parseLease, type SupersededOwner } from "../../run-store/remote/lease-record";
import { LeaseWatch } from "../../run-store/remote/lease-watch";
import { Wishes } from "../../run-store/remote/wishes";
import { TicketLeases } from "../../run-store/remote/ticket-leases";
import { type Manifest, manifestFile, type Shard, shardsFolder } from "../../run-store/shards/manifest";
import { parentOf, shardsOf } from "../../run-store/shards/splits";
import { duration } from "../../report/quantity";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import {
  claimShard,
  doneName,
  downloadShard,
  leaseName,
  type RemoteShardParts,
  shardCheckpoint,
  splitsPrefix,
} from "./remote-shard";
import { readRemoteManifest } from "./remote-manifest";
import type { ClaimedShard, RunLocation, Waiting } from "./run-location";
import { opener, processesOf } from "./run-opener";
import { SendFence } from "./send-fence";
import { stopFile, type ShardState } from "./shard-folders";

/** A lease that was not renewed for so long is taken over. */
const defaultLeaseMs = 60_000;
/** Looks of a worker that waits, in the period of a lease, and how far apart they are at most. */
const looks = 12;
const maxLookMs = 5000;
const settleLookMs = 2000;
/** Leases that are read, and shards that are downloaded, at the same time. */
const [readsAtOnce, downloadsAtOnce] = [16, 4];
/** Shards that a worker tries between two looks at all of them. */
const maxCandidates = 8;
/** Looks after which a wish that was taken is left again. */
const looksPerWish = 5;
/** Below a run's folder, for each process: the files of shards while it works on them. */
const claimedFolder = "claimed";

/** The period of the leases of a run that starts now. */
export function leaseMsIn({ env }: Pick<ProcessContext, "env">): number {
  const text = env["DYNAMODB_MIGRATE_LEASE_SECONDS"];
  if (text === undefined || text === "") return defaultLeaseMs;
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return seconds * 1000;
  throw new UsageError(
    "lease-invalid",
    `DYNAMODB_MIGRATE_LEASE_SECONDS must be a number of seconds from 1 to 3600, got "${text}"`,
  );
}

/** What taking leases of a run takes. */
export function leaseDependencies(
  objects: ConditionalObjects,
  leaseMs: number,
  context: ProcessContext,
): LeaseDependencies {
  const { monotonic, now, every } = context;
  return {
    ...{ objects, monotonic, now, every, nonce: randomUUID, processes: processesOf(context) },
    watch: new LeaseWatch(leaseMs, { monotonic }),
  };
}

/** What only the process knows that joins the shards of a run. */
interface OfRun {
  readonly storeSettleJournal?: () => Promise<void>;
  /** Those that had the run before. */
  readonly superseded?: { readonly lease: string; readonly owners: readonly SupersededOwner[] };
}

/** Objects that machines share. */
export class RemoteLocation implements RunLocation {
  readonly isShared = true;
  readonly lookMs: number;
  readonly fence = new SendFence();
  private readonly records = new Map<string, { readonly version: string; readonly record: LeaseRecord }>();
  private readonly late: LateRequests;
  private readonly wishes: Wishes;
  private readonly parts: RemoteShardParts;

  /** @param folder the run's on this machine; workers have none */
  constructor(
    readonly shown: string,
    private readonly dependencies: LeaseDependencies,
    private readonly context: ProcessContext,
    private readonly folder: string,
    private readonly ofRun: OfRun = {},
  ) {
    const { objects } = dependencies;
    this.late = new LateRequests(objects);
    this.wishes = new Wishes(objects, dependencies.nonce);
    this.lookMs = Math.min(maxLookMs, dependencies.watch.holdMs / looks);
    const scratch = join(folder, claimedFolder, randomUUID());
    this.parts = { dependencies, late: this.late, fence: this.fence, opener: opener(context), scratch };
    context.atExit(() => rmSync(scratch, { recursive: true, force: true }));
  }

  /** For a worker. @param parent of the folder for the files of shards while it works on them */
  static worker(
    shown: string,
    objects: ConditionalObjects,
    { leaseMs = defaultLeaseMs, run = "run" }: Manifest,
    parent: string,
    context: ProcessContext,
  ): RemoteLocation {
    const dependencies = leaseDependencies(objects, leaseMs, context);
    return new RemoteLocation(shown, dependencies, context, join(resolve(context.cwd, parent), run));
  }

  get storeSettleJournal(): (() => Promise<void>) | undefined {
    return this.ofRun.storeSettleJournal;
  }

  readManifest(): Promise<Manifest | undefined> {
    return readRemoteManifest(this.objects);
  }

  saveManifest(manifest: Manifest): Promise<void> {
    return this.objects.put(manifestFile, JSON.stringify(manifest));
  }

  claim(shard: Shard): Promise<ClaimedShard | undefined> {
    return claimShard(shard, this.parts);
  }

  async states(manifest: Pick<Manifest, "shards">): Promise<ShardState[]> {
    await this.readLeases();
    return this.shardsIn(manifest).map((shard) => this.stateOf(shard));
  }

  busy(states: readonly ShardState[]): Promise<ShardState[]> {
    return Promise.resolve(states.filter(({ shard }) => this.isBusy(shard)));
  }

  startWith(shards: readonly Shard[]): Promise<readonly Shard[]> {
    return this.awaited(shards);
  }

  async awaited(
    shards: readonly Shard[],
    { isExcluded = () => false, onWaiting }: Waiting = {},
  ): Promise<readonly Shard[]> {
    const wish = this.dependencies.nonce();
    let isLeft = false;
    try {
      for (let waits = 0; ; waits++) {
        const { next, isOver } = await this.candidates(shards, isExcluded);
        if (next.length > 0 || isOver || this.context.signal.aborted) return next;
        if (waits === 0) await onWaiting?.();
        if (waits % looksPerWish === 0) await this.wishes.leave(wish);
        isLeft = true;
        await clock.sleep(this.lookMs * (0.5 + this.context.random()), this.context.signal);
      }
    } finally {
      if (isLeft) await this.wishes.withdraw(wish);
    }
  }

  takeWish(): Promise<boolean> {
    return this.wishes.take();
  }

  async isStopping(): Promise<boolean> {
    return (await this.objects.read(stopFile)) !== undefined;
  }

  askToStop(isStopping: boolean): Promise<void> {
    return isStopping ? this.objects.put(stopFile, "{}") : this.objects.remove([stopFile]);
  }

  tickets(count: number): TicketLeases {
    return new TicketLeases(count, this.dependencies, Math.floor(this.context.random() * count));
  }

  async collect(manifest: Manifest, what: "all" | "rejects"): Promise<ShardState[]> {
    const states = await this.states(manifest);
    const isWanted = what === "all" ? undefined : (name: string) => name === "rejects.jsonl";
    await inLanes(states, downloadsAtOnce, async ({ shard, folder }) => {
      const record = this.recordOf(shard);
      if (record) await downloadShard(this.objects, shard.id, folder, record.content, isWanted);
    });
    return states;
  }

  async settled(manifest: Manifest): Promise<boolean> {
    await this.states(manifest);
    let isSaid = false;
    for (;;) {
      const leftMs = await this.late.leftMs(this.supersededIn(manifest));
      if (leftMs <= 0) return true;
      if (this.context.signal.aborted) return false;
      if (!isSaid)
        this.context.error(
          `Waiting for up to ${duration(leftMs / 1000)}: a worker that lost its shard may still send requests that it signed before`,
        );
      isSaid = true;
      await clock.sleep(Math.min(settleLookMs, leftMs), this.context.signal);
    }
  }

  async close(manifest: Manifest): Promise<void> {
    // Once a shard is closed, nobody splits it any more; it may have been split before.
    for (;;) {
      await this.readLeases();
      const open = this.shardsIn(manifest).filter((shard) => this.recordOf(shard)?.state !== "done");
      if (open.length === 0) break;
      for (const { id } of open) await this.closeShard(id);
    }
    if (!(await this.settled(manifest))) throw new InterruptedError();
  }

  /** The leases stay: a worker that comes late finds that nothing is left to do. */
  async removeShards(): Promise<void> {
    await this.wishes.removeAll();
    for (const prefix of ["shards/", splitsPrefix])
      await this.objects.remove((await this.objects.list(prefix)).map(({ name }) => name));
    await this.objects.remove([stopFile]);
    for (const folder of [shardsFolder(this.folder), join(this.folder, claimedFolder)])
      rmSync(folder, { recursive: true, force: true });
  }

  private get objects(): ConditionalObjects {
    return this.dependencies.objects;
  }

  private async closeShard(id: string): Promise<void> {
    const lease = await HeldLease.take(leaseName(id), this.dependencies);
    if (!lease) throw this.locked(id);
    await lease.release("done");
    await this.objects.put(doneName(id), "{}");
  }

  /** By the leases that were read last. */
  private shardsIn({ shards }: Pick<Manifest, "shards">): Shard[] {
    return shardsOf(shards, (id) => this.recordOf({ id })?.content.split);
  }

  /** Reads the leases of shards that may name children that are not known yet. */
  private async readParents(): Promise<void> {
    const known = (id: string): readonly Shard[] => this.recordOf({ id })?.content.split?.children ?? [];
    for (const { name } of await this.objects.list(splitsPrefix)) {
      const child = name.slice(splitsPrefix.length);
      const parent = parentOf(child);
      if (parent !== undefined && !known(parent).some(({ id }) => id === child))
        await this.readLease(leaseName(parent));
    }
  }

  /**
   * Shards to try: those that nobody has claimed, or else those that are free or whose owners have stopped. The requests
   * for it do not grow with the number of shards.
   */
  private async candidates(
    shards: readonly Shard[],
    isExcluded: (shard: Shard) => boolean,
  ): Promise<{ readonly next: readonly Shard[]; readonly isOver: boolean }> {
    const versions = new Map<string, string>();
    for (const { name, version } of await this.objects.list("leases/")) {
      versions.set(name, version);
      this.dependencies.watch.isStale(name, version);
    }
    const done = new Set((await this.objects.list("done/")).map(({ name }) => name.slice("done/".length)));
    const isOpen = (shard: Shard): boolean =>
      !isExcluded(shard) && !done.has(shard.id) && this.recordOf(shard)?.state !== "done";
    const unclaimedOf = (some: readonly Shard[]) => some.filter(({ id }) => !versions.has(leaseName(id)));
    const first = unclaimedOf(shards.filter(isOpen));
    if (first.length > 0) return { next: first.slice(0, maxCandidates), isOver: false };
    await this.readParents();
    const left = this.shardsIn({ shards: [...shards] }).filter(isOpen);
    const unclaimed = unclaimedOf(left);
    if (unclaimed.length > 0) return { next: unclaimed.slice(0, maxCandidates), isOver: false };
    let looked = 0;
    for (const { id } of left)
      if (
        this.records.get(leaseName(id))?.version !== versions.get(leaseName(id)) &&
        looked < maxCandidates
      ) {
        looked++;
        await this.readLease(leaseName(id));
      }
    const open = left.filter((shard) => this.recordOf(shard)?.state !== "done");
    const next = open.filter((shard) => this.recordOf(shard) && !this.isBusy(shard));
    return { next: next.slice(0, maxCandidates), isOver: open.length === 0 };
  }

  private async readLease(name: string): Promise<void> {
    const found = await this.objects.read(name);
    if (found) this.records.set(name, { version: found.version, record: parseLease(name, found.body) });
  }

  /** Only those that were written since. */
  private async readLeases(): Promise<void> {
    const listed = await this.objects.list("leases/");
    for (const { name, version } of listed) this.dependencies.watch.isStale(name, version);
    const changed = listed.filter(({ name, version }) => this.records.get(name)?.version !== version);
    await inLanes(changed, readsAtOnce, ({ name }) => this.readLease(name));
  }

  private recordOf({ id }: Pick<Shard, "id">): LeaseRecord | undefined {
    return this.records.get(leaseName(id))?.record;
  }

  private stateOf(shard: Shard): ShardState {
    const content = this.recordOf(shard)?.content.checkpoint;
    const checkpoint = content === undefined ? undefined : shardCheckpoint(shard.id, content);
    const entity = checkpoint?.entities[shard.entity];
    const isFinished = checkpoint?.state === "finished" && entity?.done === true;
    const folder = join(shardsFolder(this.folder), shard.id);
    return { shard, folder, checkpoint, entity, isFinished };
  }

  private isBusy({ id }: Shard): boolean {
    const { watch, processes } = this.dependencies;
    const found = this.records.get(leaseName(id));
    if (found?.record.state !== "held") return false;
    if (livenessOf(found.record.process, processes) === "dead") return false;
    return !watch.isStale(leaseName(id), found.version);
  }

  private supersededIn(manifest: Manifest): Superseded[] {
    const { processes } = this.dependencies;
    const { superseded } = this.ofRun;
    const leases = this.shardsIn(manifest).map(({ id }) => ({
      lease: id,
      owners: this.recordOf({ id })?.superseded ?? [],
    }));
    return [...leases, ...(superseded ? [superseded] : [])].flatMap(({ lease, owners }) =>
      owners.flatMap(({ fence, process }) =>
        livenessOf(process, processes) === "dead" ? [] : { lease, fence },
      ),
    );
  }

  private locked(id: string): UsageError {
    const { process } = this.recordOf({ id }) ?? {};
    const who = process ? ` (process ${process.pid} on ${process.host})` : "";
    return new UsageError(
      "run-locked",
      `a worker${who} is working on shard ${id} of this run, or was within the last ${this.dependencies.watch.holdMs / 1000} s; wait until it has ended, or end it with stop (${this.shown})`,
    );
  }
}
