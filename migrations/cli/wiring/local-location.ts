import { mkdir, readdir, rm, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { privateFile, privateFolder } from "../../files/private-files";
import { unlessMissing } from "../../files/unless-missing";
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
import { readSplit, saveSplit, shortened, splitAgain } from "../../run-store/shards/splits";
import { RateTickets } from "../../run-store/shards/rate-tickets";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import type { ClaimedShard, RunLocation, Waiting } from "./run-location";
import { opener, processesOf } from "./run-opener";
import {
  lockedShards,
  removeShards,
  type ShardState,
  shardStates,
  stopFile,
  wishesFolder,
} from "./shard-folders";

/** Looks after which a wish that was taken is left again. */
const looksPerWish = 5;

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
    if (store.checkpoint?.state !== "finished") return this.claimed(store, shard);
    await store.close();
    return undefined;
  }

  states(manifest: Pick<Manifest, "shards">): Promise<ShardState[]> {
    return shardStates(this.folder, manifest);
  }

  busy(states: readonly ShardState[]): Promise<ShardState[]> {
    return lockedShards(states, processesOf(this.context));
  }

  startWith(shards: readonly Shard[]): Promise<readonly Shard[]> {
    return Promise.resolve(shards);
  }

  async awaited(
    shards: readonly Shard[],
    { isExcluded = () => false, onWaiting }: Waiting = {},
  ): Promise<readonly Shard[]> {
    const wish = join(this.folder, wishesFolder, String(this.context.pid));
    try {
      for (let looks = 0; ; looks++) {
        const states = await this.states({ shards: [...shards] });
        const open = states.filter(({ shard, isFinished }) => !isFinished && !isExcluded(shard));
        const busy = new Set(await this.busy(open));
        const free = open.filter((state) => !busy.has(state));
        const isOver = this.context.signal.aborted || (await this.isStopping());
        if (free.length > 0 || open.length === 0 || isOver) return free.map(({ shard }) => shard);
        if (looks === 0) await onWaiting?.();
        if (looks % looksPerWish === 0) await this.write(wish);
        await clock.sleep(this.lookMs, this.context.signal);
      }
    } finally {
      await rm(wish, { force: true });
    }
  }

  async takeWish(): Promise<boolean> {
    const folder = join(this.folder, wishesFolder);
    const wishes = await readdir(folder).catch(unlessMissing([] as string[]));
    for (const name of wishes) {
      // Only one process removes a file.
      const isOwn = await unlink(join(folder, name)).then(() => true, unlessMissing(false));
      if (isOwn && this.context.isAlive(Number(name))) return true;
    }
    return false;
  }

  async isStopping(): Promise<boolean> {
    return (await stat(join(this.folder, stopFile)).catch(() => undefined)) !== undefined;
  }

  async askToStop(isStopping: boolean): Promise<void> {
    const path = join(this.folder, stopFile);
    if (isStopping) await this.write(path);
    else await rm(path, { force: true });
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

  private async claimed(store: RunFolder, shard: Shard): Promise<ClaimedShard> {
    let split = await readSplit(store.folder);
    return {
      store,
      shard: shortened(shard, split),
      isFresh: store.checkpoint === undefined,
      split: async (rows) => {
        await store.check();
        split = splitAgain(shard, split, rows);
        await saveSplit(store.folder, split);
      },
      close: () => store.close(),
    };
  }

  private async write(path: string): Promise<void> {
    try {
      await mkdir(dirname(path), { recursive: true, mode: privateFolder });
      await writeFile(path, "", { mode: privateFile });
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${this.folder}`, cause);
    }
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
