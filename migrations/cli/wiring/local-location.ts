import { rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { RunFolder } from "../../run-store/folder/run-folder";
import { readCheckpoint } from "../../run-store/folder/run-list";
import {
  type Manifest,
  readManifest,
  saveManifest,
  type Shard,
  shardsFolder,
} from "../../run-store/shards/manifest";
import { RateTickets } from "../../run-store/shards/rate-tickets";
import type { ProcessContext } from "../process-context";
import type { ClaimedShard, RunLocation } from "./run-location";
import { opener, processesOf } from "./run-opener";
import { lockedShards, removeShards, type ShardState, shardStates, stopFile } from "./shard-folders";

/** The run's folder, which all workers are on the same machine with. */
export class LocalLocation implements RunLocation {
  readonly shown: string;
  readonly isShared = false;
  readonly lookMs = 1000;

  constructor(
    private readonly folder: string,
    private readonly context: ProcessContext,
  ) {
    this.shown = relative(context.cwd, folder) || ".";
  }

  readManifest(): Promise<Manifest | undefined> {
    return readManifest(this.folder);
  }

  saveManifest(manifest: Manifest): Promise<void> {
    return saveManifest(this.folder, manifest);
  }

  async claim(shard: Shard): Promise<ClaimedShard | undefined> {
    if (!(await this.isFree(shard))) return undefined;
    const parent = shardsFolder(this.folder);
    const store = await RunFolder.open(parent, shard.id, opener(this.context)).catch(unlessLocked);
    if (!store) return undefined;
    if (store.checkpoint?.state !== "finished") return { store, close: () => store.close() };
    await store.close();
    return undefined;
  }

  states(manifest: Manifest): Promise<ShardState[]> {
    return shardStates(this.folder, manifest);
  }

  busy(states: readonly ShardState[]): Promise<ShardState[]> {
    return lockedShards(states, processesOf(this.context));
  }

  startWith(shards: readonly Shard[]): Promise<readonly Shard[]> {
    return Promise.resolve(shards);
  }

  /** The process that started the workers starts others once a shard is free. */
  awaited(): Promise<readonly Shard[]> {
    return Promise.resolve([]);
  }

  async isStopping(): Promise<boolean> {
    return (await stat(join(this.folder, stopFile)).catch(() => undefined)) !== undefined;
  }

  async askToStop(isStopping: boolean): Promise<void> {
    const path = join(this.folder, stopFile);
    try {
      await (isStopping ? writeFile(path, "", { mode: privateFile }) : rm(path, { force: true }));
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${this.folder}`, cause);
    }
  }

  tickets(count: number): RateTickets {
    return new RateTickets(join(this.folder, "rate"), count, opener(this.context));
  }

  collect(manifest: Manifest): Promise<ShardState[]> {
    return this.states(manifest);
  }

  /** A process that has lost its lock is gone. */
  settled(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async close(manifest: Manifest): Promise<void> {
    const [locked] = await this.busy(await this.states(manifest));
    if (!locked) return;
    throw new UsageError(
      "run-locked",
      `a worker is working on shard ${locked.shard.id} of this run; wait until it has ended, or end it with stop (${locked.folder})`,
    );
  }

  removeShards(): Promise<void> {
    return removeShards(this.folder);
  }

  private async isFree({ id }: Shard): Promise<boolean> {
    const folder = join(shardsFolder(this.folder), id);
    if ((await readCheckpoint(folder))?.state === "finished") return false;
    return !(await isLocked(join(folder, lockFile), processesOf(this.context)));
  }
}

/** Another process was quicker. */
function unlessLocked(error: unknown): undefined {
  if (error instanceof UsageError && error.code === "run-locked") return undefined;
  throw error;
}
